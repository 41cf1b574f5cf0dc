@echo off
rem The menura command from a clone of the repository on Windows: builds it once.
setlocal
set "ROOT=%~dp0"
set "TARGET=%ROOT%menura-cli\target"
if not exist "%JAVA_HOME%\bin\javac.exe" goto nojdk
findstr /b /c:"JAVA_VERSION=\"25" "%JAVA_HOME%\release" >nul 2>&1 || goto nojdk

if exist "%TARGET%\menura.built" goto launch
echo Building Menura (once; 3 to 6 minutes on two cores, more where Maven has to fetch libraries first)... 1>&2
pushd "%ROOT%"
call mvnw.cmd -q -Dstyle.color=never -Dmaven.test.skip=true -pl menura-cli -am package 1>&2
set "BUILD=%ERRORLEVEL%"
popd
if not "%BUILD%"=="0" (
  echo menura: the build failed; its errors stand above. 1>&2
  exit /b 1
)
type nul > "%TARGET%\menura.built"

:launch
set "MORE="
if defined MENURA_CLASSPATH set "MORE=;%MENURA_CLASSPATH%"
"%JAVA_HOME%\bin\java.exe" ^
  --add-exports java.base/jdk.internal.module=ALL-UNNAMED ^
  --enable-native-access=ALL-UNNAMED ^
  -XX:+UseSerialGC -Xms32m -XX:MaxRAMPercentage=70 ^
  -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 "-Dmenura.home=%ROOT%." "-Dmenura.onednn=%TARGET%\native" ^
  %MENURA_JAVA_OPTS% ^
  -cp "%TARGET%\menura-cli.jar%MORE%" org.menura.cli.Main %*
exit /b %ERRORLEVEL%

:nojdk
echo Menura needs a JDK 25: install one from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to it. 1>&2
exit /b 1
