package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.menura.format.FormatException;

/**
 * Forks of runs: another run that has the same past up to an event, and goes on with another seed. What tools wrote into the run's
 * folder is made again when the fork is first resumed; what they did elsewhere is not.
 */
public final class Fork {
    private Fork() {}

    /**
     * Forks a run.
     *
     * @param at number of the last event that counts
     * @param seed of what follows
     * @param to folder of the fork, which must not hold anything
     * @return the description of the fork
     * @throws FormatException if the run has no such event, or the folder is not empty
     */
    public static RunInfo of(Path run, long at, long seed, Path to) throws IOException {
        RunInfo info = RunInfo.read(run);
        List<JournalEntry> entries = Journal.read(run);
        if (at < 1 || at > entries.size()) {
            throw new FormatException("%s has the events 1 to %d, not %d".formatted(run, entries.size(), at));
        }
        if (Files.exists(to) && !isEmpty(to)) {
            throw new FormatException("%s is not empty; fork into a folder of its own".formatted(to));
        }
        Files.createDirectories(to);
        try (RunLock _ = RunLock.take(to)) {
            RunInfo fork = info.withId(UUID.randomUUID().toString());
            copy(run.resolve("blobs"), to.resolve("blobs"));
            fork.write(to);
            try (Journal journal = Journal.open(to, Journal.content(to))) {
                for (JournalEntry e : kept(entries.subList(0, (int) at))) {
                    journal.append(e.agent(), e.time(), e.event(), false);
                }
                journal.append("", entries.get((int) at - 1).time(), new Event.Forked(info.id(), at, seed), true);
            }
            return fork;
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** Leaves out what had begun and was not done, as it is to be decided again. */
    private static List<JournalEntry> kept(List<JournalEntry> entries) {
        Set<String> done = new HashSet<>();
        Set<String> answered = new HashSet<>();
        for (JournalEntry e : entries) {
            switch (e.event()) {
                case Event.CallDone d -> done.add(d.key());
                case Event.Thought t -> done.add(t.key());
                case Event.Approved a -> answered.add(a.id());
                default -> {}
            }
        }
        List<JournalEntry> out = new ArrayList<>();
        for (JournalEntry e : entries) {
            boolean open = switch (e.event()) {
                case Event.CallIntended i -> !done.contains(i.key());
                case Event.Prompted p -> !done.contains(p.key());
                case Event.Suspended s -> !answered.contains(s.id());
                case Event.Failed _, Event.Finished _ -> true;
                default -> false;
            };
            if (!open) {
                out.add(e);
            }
        }
        return out;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.getFileName().toString().startsWith(".")) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
