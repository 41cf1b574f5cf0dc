package org.menura.conference;

import java.io.File;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;
import org.menura.agent.act.Approval;
import org.menura.agent.run.AgentRun;
import org.menura.agent.run.RunInfo;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.office.Office;
import org.menura.conference.tool.Mailer;

/** A conference in a process of its own, which is killed by the kernel when its journal has so many bytes. */
public final class KillableConference {
    private static final int KILL = 9;

    private KillableConference() {}

    static void run(Path folder, Path inputs, Path key, Mailer mailer) throws Exception {
        Office office = Office.open(inputs);
        RunInfo info = RunInfo.of("organise", 7).withId("the-conference");
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        try (AgentRun run = AgentRun.open(folder, info, office.policy(), Approval.later(), clock, "none")) {
            office.run(run, new OracleMind(key), mailer, line -> {});
            run.finish("done");
        }
    }

    /** Runs; arguments: run folder, inputs, key, ports of SMTP and IMAP, bytes of the journal, nanoseconds after them. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long bytes = Long.parseLong(args[5]);
        long later = Long.parseLong(args[6]);
        MethodHandle raise = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("raise"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        File journal = folder.resolve("journal.jsonl").toFile();
        Thread killer = new Thread(() -> {
            while (journal.length() < bytes) {
                LockSupport.parkNanos(20_000);
            }
            LockSupport.parkNanos(later);
            try {
                int _ = (int) raise.invokeExact(KILL);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
        killer.setDaemon(true);
        killer.start();
        run(
                folder,
                Path.of(args[1]),
                Path.of(args[2]),
                new Mailer("127.0.0.1", Integer.parseInt(args[3]), Integer.parseInt(args[4])));
    }
}
