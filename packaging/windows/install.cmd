@echo off
rem Installs cddctl: finds a Python, and leaves the rest to install.py.
rem   install.cmd [uninstall] [/q]     with /q it waits for no key at the end.
rem Thai stands at the end alone, as UTF-8, where the code page is changed for it.
setlocal EnableExtensions DisableDelayedExpansion
set "WORK=install"
set "WAIT=yes"
for %%a in (%*) do if /i "%%~a"=="uninstall" set "WORK=uninstall"
for %%a in (%*) do if /i "%%~a"=="/q" set "WAIT="
set "RESULT=1"
if not exist "%~dp0install.py" goto unpack

set "PYTHON="
for %%v in (-3 -3.13 -3.12 -3.11) do call :try py.exe %%v
call :try python.exe
if not defined PYTHON goto nopython
%PYTHON% -I "%~dp0install.py" %WORK%
set "RESULT=%ERRORLEVEL%"

:end
if defined WAIT pause
exit /b %RESULT%

:try
if defined PYTHON goto :eof
%* -I "%~dp0install.py" suits >nul 2>nul
if "%ERRORLEVEL%"=="0" set "PYTHON=%*"
goto :eof

:unicode
for /f "tokens=2 delims=:." %%p in ('chcp') do set "CODE_PAGE=%%p"
chcp 65001 >nul
goto :eof

:restore
if defined CODE_PAGE chcp %CODE_PAGE% >nul
goto :eof

:unpack
call :unicode
echo โปรดแตกไฟล์ zip ทั้งหมดก่อน: คลิกขวาที่ไฟล์ zip เลือก Extract All แล้วเปิด install.cmd ในโฟลเดอร์ที่ได้
echo Extract the whole zip first, then open install.cmd in the folder that it makes.
call :restore
goto end

:nopython
if "%WORK%"=="uninstall" goto byhand
call :unicode
echo ไม่พบ Python 3.11 ถึง 3.13 (64 บิต) ในเครื่องนี้
echo โปรดดาวน์โหลด Python 3.13 จากเว็บไซต์ python.org ติดตั้งแล้วเปิด install.cmd อีกครั้ง
echo (Python จาก Microsoft Store ใช้กับโปรแกรมนี้ไม่ได้)
echo No Python 3.11 to 3.13 (64 bit) is on this PC. Get 3.13 from the site python.org,
echo install it, and open install.cmd again. The one of the Microsoft Store does not do.
call :restore
goto end

:byhand
if exist "%LOCALAPPDATA%\cddctl\app" rmdir /s /q "%LOCALAPPDATA%\cddctl\app"
if not exist "%LOCALAPPDATA%\cddctl\app" set "RESULT=0"
call :unicode
if "%RESULT%"=="0" echo ถอนโปรแกรม cddctl แล้ว โปรดลบไฟล์ cddctl.cmd บนเดสก์ท็อปด้วยตนเอง
if "%RESULT%"=="0" echo cddctl is taken away. Please delete cddctl.cmd on the Desktop yourself.
if not "%RESULT%"=="0" echo ถอนโปรแกรมไม่สำเร็จ โปรดปิดหน้าต่าง cddctl ทั้งหมด แล้วเปิด uninstall.cmd อีกครั้ง
if not "%RESULT%"=="0" echo Not taken away. Close all windows of cddctl, then open uninstall.cmd again.
echo ทะเบียนและไฟล์สำรองไม่ถูกลบ อยู่ที่ / The register and its backups are kept, in
echo "%LOCALAPPDATA%\cddctl"
call :restore
goto end
