package org.menura.agent.act;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.menura.sandbox.Ended;
import org.menura.sandbox.Limits;
import org.menura.sandbox.Sandbox;
import org.menura.sandbox.SandboxCommand;
import org.menura.sandbox.SandboxProcess;
import org.menura.sandbox.SandboxResult;

/**
 * Runs programs that the model writes, in a process of their own behind the walls of a sandbox: no network, no files of the machine,
 * limits of time and memory. It changes nothing, so it may be run again.
 */
public final class ProgramTool extends DelegatingTool {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int MOST = 8000;

    private record Code(
            @Param(description = "a program; what it prints is the result")
            String code) {}

    /** What programs are written in. */
    private enum Language {
        PYTHON("python", "Python", "python3", "main.py"),
        SHELL("shell", "POSIX shell", "/bin/sh", "main.sh");

        private final String tool;
        private final String title;
        private final String program;
        private final String file;

        Language(String tool, String title, String program, String file) {
            this.tool = tool;
            this.title = title;
            this.program = program;
            this.file = file;
        }
    }

    private ProgramTool(Language language, @Nullable Sandbox sandbox) {
        super(new FunctionTool<>(
                language.tool,
                "Runs a program in %s and returns what it prints.".formatted(language.title),
                Effect.PURE,
                Code.class,
                (c, _) -> sandbox == null ? unconfined(language, c.code()) : confined(language, sandbox, c.code())));
    }

    /**
     * Opens the tool that runs Python.
     *
     * @param confined whether programs run in a sandbox; without one they have this machine's files and network
     * @throws org.menura.sandbox.SandboxException if there is no sandbox; says what to install
     */
    public static ProgramTool python(boolean confined) throws IOException, InterruptedException {
        return new ProgramTool(Language.PYTHON, confined ? Sandbox.open() : null);
    }

    /**
     * Opens the tool that runs the shell; see {@link #python}.
     *
     * @throws org.menura.sandbox.SandboxException if there is no sandbox; says what to install
     */
    public static ProgramTool shell(boolean confined) throws IOException, InterruptedException {
        return new ProgramTool(Language.SHELL, confined ? Sandbox.open() : null);
    }

    private static Object confined(Language language, Sandbox sandbox, String code)
            throws IOException, InterruptedException {
        SandboxResult result = sandbox.run(SandboxCommand.of(language.program, language.file)
                .file(language.file, code)
                .limits(Limits.standard().within(WITHIN)));
        String said = (result.outputText() + result.errorText()).strip();
        if (result.ended() != Ended.EXITED) {
            return ToolResult.error(cut("the program was ended (%s). %s".formatted(result.ended(), said)));
        }
        return result.exitCode() == 0 ? cut(said) : ToolResult.error(cut(said));
    }

    private static Object unconfined(Language language, String code) throws IOException, InterruptedException {
        Path file = Files.createTempFile("menura-agent-", language.file);
        try {
            Files.writeString(file, code);
            try (SandboxProcess program = SandboxProcess.startUnconfined(
                    List.of(language.program, file.toString()),
                    Map.of(),
                    Limits.standard().within(WITHIN))) {
                program.input().close();
                String said = new String(program.output().readAllBytes(), StandardCharsets.UTF_8);
                Integer exit = program.onExit().orTimeout(1, TimeUnit.SECONDS).join();
                String all = (said + program.errors()).strip();
                return exit == 0 ? cut(all) : ToolResult.error(cut(all));
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static String cut(String text) {
        return text.length() > MOST ? text.substring(0, MOST) + " …" : text;
    }
}
