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
import org.menura.chat.tool.ToolDefinition;
import org.menura.sandbox.Ended;
import org.menura.sandbox.Limits;
import org.menura.sandbox.Sandbox;
import org.menura.sandbox.SandboxCommand;
import org.menura.sandbox.SandboxProcess;
import org.menura.sandbox.SandboxResult;

/**
 * Runs Python that the model writes, in a process of its own behind the walls of a sandbox: no network, no files of the machine, limits
 * of time and memory. It changes nothing, so it may be run again.
 */
public final class PythonTool implements Tool {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int MOST = 8000;

    private record Code(@Param(description = "a program; what it prints is the result") String code) {}

    private final FunctionTool<Code> inner;

    private PythonTool(@Nullable Sandbox sandbox) {
        inner = new FunctionTool<>(
                "python",
                "Runs a Python program and returns what it prints.",
                Effect.PURE,
                Code.class,
                (c, _) -> sandbox == null ? unconfined(c.code()) : confined(sandbox, c.code()));
    }

    /**
     * Opens the tool.
     *
     * @param confined whether programs run in a sandbox; without one they have this machine's files and network
     * @throws org.menura.sandbox.SandboxException if there is no sandbox; says what to install
     */
    public static PythonTool open(boolean confined) throws IOException, InterruptedException {
        return new PythonTool(confined ? Sandbox.open() : null);
    }

    private static Object confined(Sandbox sandbox, String code) throws IOException, InterruptedException {
        SandboxResult result = sandbox.run(SandboxCommand.of("python3", "main.py")
                .file("main.py", code)
                .limits(Limits.standard().within(WITHIN)));
        String said = (result.outputText() + result.errorText()).strip();
        if (result.ended() != Ended.EXITED) {
            return ToolResult.error(cut("the program was ended (%s). %s".formatted(result.ended(), said)));
        }
        return result.exitCode() == 0 ? cut(said) : ToolResult.error(cut(said));
    }

    private static Object unconfined(String code) throws IOException, InterruptedException {
        Path file = Files.createTempFile("menura-agent-", ".py");
        try {
            Files.writeString(file, code);
            try (SandboxProcess program = SandboxProcess.startUnconfined(
                    List.of("python3", file.toString()), Map.of(), Limits.standard().within(WITHIN))) {
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

    @Override
    public ToolDefinition definition() {
        return inner.definition();
    }

    @Override
    public Effect effect() {
        return inner.effect();
    }

    @Override
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        return inner.call(arguments, context);
    }
}
