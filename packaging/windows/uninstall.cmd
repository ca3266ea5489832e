@echo off
rem Takes cddctl away, and never the register: see install.cmd.
if exist "%~dp0install.cmd" "%~dp0install.cmd" uninstall %*
chcp 65001 >nul
echo โปรดแตกไฟล์ zip ทั้งหมดก่อน: คลิกขวาที่ไฟล์ zip เลือก Extract All แล้วเปิด uninstall.cmd ในโฟลเดอร์ที่ได้
echo Extract the whole zip first, then open uninstall.cmd in the folder that it makes.
pause
exit /b 1
