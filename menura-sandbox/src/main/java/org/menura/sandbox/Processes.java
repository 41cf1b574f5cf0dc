package org.menura.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the processes of a run in {@code /proc}: a process and all that descend from it, also those that it has left behind
 * inside a process namespace.
 */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    /** Ticks of a second in {@code /proc/PID/stat}: 100 on every Linux that userland knows (USER_HZ). */
    private static final long TICKS = 100;

    private Processes() {}

    /** What one process is and has used. */
    record Seen(long pid, long parent, char state, long start, long ticks, int threads) {
        boolean alive() {
            return state != 'Z' && state != 'X';
        }
    }

    /**
     * What the processes of a run use together.
     *
     * @param living those that are no zombies
     * @param cpu processor time, also of ended ones whose parents have waited for them
     */
    record Usage(List<Seen> living, Duration cpu, long memory, int count) {}

    static boolean visible() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /**
     * Sums up what the descendants of a process use, itself left out where it is the sandbox's own.
     *
     * @param most how many processes are looked at: of more than that only their number matters
     */
    static Usage usage(long root, boolean withRoot, int most) {
        List<Seen> living = new ArrayList<>();
        long ticks = 0;
        long memory = 0;
        int count = 0;
        List<Seen> tree = tree(root, most);
        for (Seen seen : tree) {
            ticks += seen.ticks();
            if (!seen.alive() || seen.pid() == root && !withRoot) {
                continue;
            }
            living.add(seen);
            memory += tree.size() > most ? 0 : memory(seen.pid());
            count += seen.threads();
        }
        return new Usage(living, Duration.ofMillis(ticks * 1000 / TICKS), memory, count);
    }

    private static List<Seen> tree(long root, int most) {
        List<Seen> out = new ArrayList<>();
        Map<Long, List<Long>> scanned = null;
        Deque<Long> open = new ArrayDeque<>(List.of(root));
        Set<Long> known = new HashSet<>();
        while (!open.isEmpty() && out.size() <= most) {
            long pid = open.poll();
            Seen seen = known.add(pid) ? see(pid) : null;
            if (seen == null) {
                continue;
            }
            out.add(seen);
            List<Long> children = children(pid);
            if (children == null) {
                scanned = scanned == null ? scan() : scanned;
                children = scanned.getOrDefault(pid, List.of());
            }
            open.addAll(children);
        }
        return out;
    }

    /** Reads a process; null where it has gone. */
    static @Nullable Seen see(long pid) {
        String text = text(PROC.resolve(Long.toString(pid)).resolve("stat"));
        int name = text == null ? -1 : text.lastIndexOf(')');
        if (text == null || name < 0) {
            return null;
        }
        String[] field = text.substring(name + 2).trim().split(" ", -1);
        if (field.length < 20) {
            return null;
        }
        long ticks = Long.parseLong(field[11])
                + Long.parseLong(field[12])
                + Long.parseLong(field[13])
                + Long.parseLong(field[14]);
        return new Seen(
                pid,
                Long.parseLong(field[1]),
                field[0].charAt(0),
                Long.parseLong(field[19]),
                ticks,
                Integer.parseInt(field[17]));
    }

    /** The children of all threads of a process; null where this kernel does not list them. */
    private static @Nullable List<Long> children(long pid) {
        List<Long> out = new ArrayList<>();
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            for (Path thread : threads) {
                String text = text(thread.resolve("children"));
                if (text == null && Files.exists(thread)) {
                    return null;
                }
                for (String child : text == null ? new String[0] : text.trim().split(" ", -1)) {
                    if (!child.isEmpty()) {
                        out.add(Long.parseLong(child));
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return out;
    }

    private static Map<Long, List<Long>> scan() {
        Map<Long, List<Long>> out = new HashMap<>();
        for (long pid : all()) {
            Seen seen = see(pid);
            if (seen != null) {
                out.computeIfAbsent(seen.parent(), p -> new ArrayList<>()).add(pid);
            }
        }
        return out;
    }

    private static List<Long> all() {
        List<Long> out = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            entries.forEach(e -> out.add(Long.parseLong(e.getFileName().toString())));
        } catch (IOException | DirectoryIteratorException e) {
            return out;
        }
        return out;
    }

    private static long memory(long pid) {
        String text = text(PROC.resolve(Long.toString(pid)).resolve("status"));
        int at = text == null ? -1 : text.indexOf("\nVmRSS:");
        if (text == null || at < 0) {
            return 0;
        }
        String line = text.substring(at + 7, text.indexOf('\n', at + 7)).trim();
        return Long.parseLong(line.substring(0, line.indexOf(' '))) << 10;
    }

    /** Finds processes whose environment holds a mark, however they have hidden in the tree. */
    static List<Long> marked(String mark) {
        List<Long> out = new ArrayList<>();
        for (long pid : all()) {
            String environment = text(PROC.resolve(Long.toString(pid)).resolve("environ"));
            if (environment != null && environment.contains(mark)) {
                out.add(pid);
            }
        }
        return out;
    }

    /** Counts the tasks of a user, for kernels that count a user's processes over all namespaces. */
    static int tasksOf(int user) {
        int out = 0;
        for (long pid : all()) {
            try {
                Object uid = Files.getAttribute(PROC.resolve(Long.toString(pid)), "unix:uid");
                Seen seen = uid instanceof Integer id && id == user ? see(pid) : null;
                out += seen == null ? 0 : seen.threads();
            } catch (IOException e) {
                // It has ended meanwhile.
                continue;
            }
        }
        return out;
    }

    private static @Nullable String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
    }
}
