@echo off
rem Finds Python 3.11 or newer, installs auditkit beside this file (from wheels\ where that
rem folder is there, without a network), lays a workbench out and opens the lab.
chcp 65001 >nul
setlocal
cd /d "%~dp0"
set "PLACE=%~dp0环境"
if exist "%PLACE%\完成.txt" goto open

set "PYTHON="
for %%V in (3.14 3.13 3.12 3.11) do if not defined PYTHON (
    py -%%V -c "import venv" >nul 2>nul && set "PYTHON=py -%%V"
)
if not defined PYTHON (
    python -c "import sys, venv; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set "PYTHON=python"
)
if not defined PYTHON (
    echo 没有找到 Python 3.11 以上的版本。请先安装 Python（安装时勾选 Add python.exe to PATH），再双击本文件。
    pause
    exit /b 1
)

echo 首次使用，正在安装，约需几分钟……
%PYTHON% -m venv "%PLACE%" || goto failed
if exist wheels (
    "%PLACE%\Scripts\python.exe" -m pip install --disable-pip-version-check --no-index -f wheels "auditkit[lab,pdf]" || goto failed
) else (
    "%PLACE%\Scripts\python.exe" -m pip install --disable-pip-version-check "auditkit[lab,pdf]" || goto failed
)
echo ok>"%PLACE%\完成.txt"

:open
if not exist notebooks (
    "%PLACE%\Scripts\auditkit.exe" new . --example || goto failed
)
"%PLACE%\Scripts\auditkit.exe" lab
pause
exit /b 0

:failed
echo 没有完成。请把上面的文字发给维护人员；改正后再双击本文件即可继续。
pause
exit /b 1
