@echo off
rem The menura command from a distribution, on Windows.
setlocal
set "ROOT=%~dp0.."
if exist "%ROOT%\runtime\bin\java.exe" (
  set "JAVA_HOME=%ROOT%\runtime"
) else (
  if not exist "%JAVA_HOME%\bin\java.exe" goto nojdk
  findstr /b /c:"JAVA_VERSION=\"25" "%JAVA_HOME%\release" >nul 2>&1 || goto nojdk
)
"%JAVA_HOME%\bin\java.exe" ^
  --add-exports java.base/jdk.internal.module=ALL-UNNAMED ^
  --enable-native-access=ALL-UNNAMED ^
  -XX:+UseSerialGC -Xms32m -XX:MaxNewSize=64m -XX:MetaspaceSize=128m -XX:MaxRAMPercentage=70 ^
  -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 "-Dmenura.home=%ROOT%" "-Dmenura.onednn=%ROOT%\app\native" ^
  %MENURA_JAVA_OPTS% ^
  -cp "%ROOT%\app\menura-cli.jar" org.menura.cli.Main %*
exit /b %ERRORLEVEL%

:nojdk
echo Menura needs Java 25: install a JDK from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to it. 1>&2
exit /b 1
