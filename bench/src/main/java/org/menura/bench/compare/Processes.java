package org.menura.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs processes and looks at them from outside. */
final class Processes {
    private static final long LIMIT_MINUTES = 20;
    private static final long SAMPLE_MILLIS = 20;
    private static final int SHOWN_OF_ERRORS = 300;

    private Processes() {}

    /** A process that failed. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        FailedException(String message) {
            super(message);
        }
    }

    /**
     * Runs a job to its end.
     *
     * @throws FailedException if it ends with an error, or not in time
     */
    static Finished run(Job job) throws IOException, InterruptedException, FailedException {
        Path out = Files.createTempFile("bench", ".out");
        Path err = Files.createTempFile("bench", ".err");
        try {
            // Files instead of pipes: nobody has to read along, so nothing wakes up beside what is measured.
            ProcessBuilder builder = new ProcessBuilder(job.command())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            long start = System.nanoTime();
            Process process = builder.start();
            double resident = job.watched() == null ? 0 : watch(process, job.watched());
            boolean isOver = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
            double milliseconds = (System.nanoTime() - start) / 1e6;
            if (!isOver) {
                process.destroyForcibly();
                throw new FailedException("not done after " + LIMIT_MINUTES + " minutes");
            }
            if (process.exitValue() != 0) {
                String said = text(err).strip();
                throw new FailedException("exit code %d: %s"
                        .formatted(process.exitValue(), said.substring(Math.max(0, said.length() - SHOWN_OF_ERRORS))));
            }
            return new Finished(text(out), text(err), milliseconds, resident);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static double watch(Process process, Path file) throws IOException, InterruptedException {
        // A script that starts the engine with exec keeps its process id.
        Path maps = Path.of("/proc", Long.toString(process.pid()), "smaps");
        String path = file.toRealPath().toString();
        long most = 0;
        while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
            try {
                most = Math.max(most, ResidentMemory.beyond(Files.readAllLines(maps), path));
            } catch (IOException e) {
                // It has ended in between, or there is no /proc: then the most stays 0 and the row is left out.
                continue;
            }
        }
        return most / 1024.0;
    }
}
