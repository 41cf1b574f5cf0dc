package org.menura.train.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.Sha256;
import org.menura.format.TensorEntry;

/** A run that ends at any change of the disk, by a kill or for want of space, goes on to the same bytes. */
@Tag("slow")
class CrashTest {
    private static final long STEPS = 6;

    @TempDir
    Path folder;

    /** The end of the process: no handler of exceptions may clean up after it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Nothing is forced to the real disk, which takes long. Ends the run in place of the n-th change; appended lines and files may be left half-written. */
    private static final class FailingDisk extends Disk {
        private final boolean kills;
        private long left;

        FailingDisk(long left, boolean kills) {
            this.left = left;
            this.kills = kills;
        }

        private void change() throws IOException {
            if (left-- == 0) {
                if (kills) {
                    throw new Killed();
                }
                throw new IOException("No space left on device");
            }
        }

        @Override
        void makeFolder(Path path) throws IOException {
            change();
            super.makeFolder(path);
        }

        @Override
        void writeTensors(Path file, Map<String, TensorEntry> tensors) throws IOException {
            if (left == 0) {
                Files.writeString(file.resolveSibling(file.getFileName() + ".part"), "half");
            }
            change();
            super.writeTensors(file, tensors);
        }

        @Override
        void write(Path file, byte[] content) throws IOException {
            change();
            Files.write(file, content);
        }

        @Override
        void append(FileChannel file, byte[] line) throws IOException {
            if (left == 0) {
                super.append(file, Arrays.copyOf(line, line.length / 2));
            }
            change();
            super.append(file, line);
        }

        @Override
        void truncate(FileChannel file, long length) throws IOException {
            change();
            super.truncate(file, length);
        }

        @Override
        void force(FileChannel file) throws IOException {
            change();
        }

        @Override
        void forceFolder(Path path) throws IOException {
            change();
        }

        @Override
        void move(Path from, Path to) throws IOException {
            change();
            super.move(from, to);
        }

        @Override
        void deleteFile(Path file) throws IOException {
            change();
            super.deleteFile(file);
        }
    }

    @Test
    void aKillAnywhereLosesNothing() throws IOException {
        SortedMap<String, String> whole = whole();
        long changes = changes(start("counted"), STEPS);
        assertTrue(changes > 35, "changes: " + changes);
        for (long n = 0; n < changes; n++) {
            Path run = start("kill" + n);
            FailingDisk disk = new FailingDisk(n, true);
            assertThrows(Killed.class, () -> new Run(run, disk, 1).until(STEPS), "change " + n);
            requireGood(run);
            new Run(run, new FailingDisk(Long.MAX_VALUE, true), 1).until(STEPS);
            assertEquals(whole, content(run), "killed at change " + n);
        }
    }

    @Test
    void aKillWhileARunGoesBackLosesNothing() throws IOException {
        SortedMap<String, String> whole = whole();
        Path counted = start("counted");
        new Run(counted, new FailingDisk(Long.MAX_VALUE, true), 1).until(5); // two steps after a checkpoint
        long changes = changes(counted, 5);
        for (long n = 0; n < changes; n++) {
            Path run = start("twice" + n);
            new Run(run, new FailingDisk(Long.MAX_VALUE, true), 1).until(5);
            FailingDisk disk = new FailingDisk(n, true);
            assertThrows(Killed.class, () -> new Run(run, disk, 1).until(5), "change " + n);
            requireGood(run);
            new Run(run, new FailingDisk(Long.MAX_VALUE, true), 1).until(STEPS);
            assertEquals(whole, content(run), "killed at change " + n);
        }
    }

    @Test
    void aFullDiskAnywhereLosesNothingAndSaysWhatIsSafe() throws IOException {
        SortedMap<String, String> whole = whole();
        long changes = changes(start("counted"), STEPS);
        for (long n = 0; n < changes; n++) {
            Path run = start("full" + n);
            FailingDisk disk = new FailingDisk(n, false);
            IOException e =
                    assertThrows(LedgerException.class, () -> new Run(run, disk, 1).until(STEPS), "change " + n);
            assertTrue(e.getMessage().contains(": No space left on device"), e.getMessage());
            if (!e.getMessage().contains("could not be begun")) {
                String safe = new LedgerReader(run)
                        .lastCheckpoint()
                        .map(c -> "; the run can go on from " + c.folder().getFileName() + ", which is complete")
                        .orElse("; there is no checkpoint yet, so the run starts anew");
                assertTrue(e.getMessage().endsWith(safe), e.getMessage());
            }
            requireGood(run);
            new Run(run, new FailingDisk(Long.MAX_VALUE, true), 1).until(STEPS);
            assertEquals(whole, content(run), "disk full at change " + n);
        }
    }

    private Path start(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name)).resolve("run");
    }

    /** What a run leaves that nothing disturbs. */
    private SortedMap<String, String> whole() throws IOException {
        Path run = start("whole");
        new Run(run, new FailingDisk(Long.MAX_VALUE, true), 1).until(STEPS);
        return content(run);
    }

    /** How often a run changes the disk. */
    private static long changes(Path run, long steps) throws IOException {
        FailingDisk disk = new FailingDisk(Long.MAX_VALUE, true);
        new Run(run, disk, 1).until(steps);
        return Long.MAX_VALUE - disk.left;
    }

    /** Whatever has the name of a checkpoint is one. */
    private static void requireGood(Path run) throws IOException {
        if (Files.exists(run.resolve(LedgerFiles.MARKER))) {
            for (SavedCheckpoint c : new LedgerReader(run).checkpoints().values()) {
                c.verify();
            }
        }
    }

    /** The hashes of all files. */
    private static SortedMap<String, String> content(Path run) throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(run)) {
            for (Path p : paths.filter(Files::isRegularFile).toList()) {
                content.put(run.relativize(p).toString(), Sha256.of(p));
            }
        }
        return content;
    }
}
