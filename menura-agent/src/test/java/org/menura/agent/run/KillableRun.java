package org.menura.agent.run;

import java.io.File;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.menura.agent.act.Approval;
import org.menura.agent.act.FileTools;
import org.menura.agent.act.Policy;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.agent.profile.Profile;
import org.menura.chat.ToolCall;

/** A run in a process of its own, which ends itself without a word when its journal has so many events, or so many bytes. */
public final class KillableRun {
    private static final int STEPS = 12;
    private static final int KILL = 9;

    private KillableRun() {}

    static Mind mind() {
        return ScriptedMind.of((prompt, _, _) -> {
            int turn = (int)
                    prompt.messages().stream().filter(m -> m.isAssistant()).count();
            return turn < STEPS
                    ? Thought.of(List.of(
                            new ToolCall(null, "add", Map.of("a", turn, "b", 1)),
                            new ToolCall(null, "note", Map.of("text", "step " + turn)),
                            new ToolCall(
                                    null, "files_append", Map.of("path", "log.txt", "text", "line " + turn + "\n")),
                            new ToolCall(
                                    null, "files_write", Map.of("path", "state.txt", "text", "after step " + turn))))
                    : Thought.of("done after " + turn);
        });
    }

    static RunOutcome run(Path folder) throws Exception {
        Agent agent = Agent.of(mind(), new Notebook(), new Notebook.Append(), FileTools.all())
                .withProfile(Profile.of("clerk"));
        RunInfo info = RunInfo.of("write all steps down", 7).withId("the-run");
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        try (AgentRun run = AgentRun.open(
                folder,
                info,
                Policy.STANDARD.withBudget(org.menura.agent.act.Budget.UNLIMITED),
                Approval.later(),
                clock,
                "none")) {
            return agent.run(run);
        }
    }

    /** Runs in a folder, and is killed by the kernel once the journal has so many bytes, so many nanoseconds later. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long bytes = Long.parseLong(args[1]);
        long later = Long.parseLong(args[2]);
        MethodHandle raise = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("raise"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        File journal = folder.resolve(Journal.NAME).toFile();
        Thread killer = new Thread(() -> {
            while (journal.length() < bytes) {
                LockSupport.parkNanos(20_000);
            }
            long until = System.nanoTime() + later;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            try {
                int _ = (int) raise.invokeExact(KILL);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
        killer.setDaemon(true);
        if (bytes < Long.MAX_VALUE) {
            killer.start();
        }
        run(folder);
    }
}
