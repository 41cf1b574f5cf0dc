package org.menura.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.menura.format.FileTree;

/**
 * Makes the archive of loaded and linked classes from which the launcher starts Java (JEP 483, 514). The JVM refuses one
 * that was made by another JVM or for other jars, without a word; then it is made anew when the command has ended.
 */
public final class StartArchive {
    /** Set by the launcher: where the archive is to be. */
    private static final String FILE = "menura.archive";
    /** Set by the launcher: whether it named an archive to the JVM. */
    private static final String NAMED = "menura.archived";
    /** Set by the launcher: the {@link Rehearsal.Scope} of that archive, if it is not all. */
    private static final String SCOPE = "menura.rehearsal";
    /** Says of a JVM that it uses an archive. */
    private static final String USED = "sharing";
    /** Time in which no second process tries, whatever became of the first. */
    private static final Duration PATIENCE = Duration.ofHours(1);
    /** Far more than it takes on a slow machine. */
    private static final int LONGEST_MINUTES = 5;

    /** Options that are not those of the JVM which the archive is for. */
    private static final List<String> OWN = List.of(
            "-XX:AOT",
            "-XX:TieredStopAtLevel",
            "-XX:NewSize",
            "-Xlog",
            "-Dmenura.archive",
            "-Dmenura.rehearsal",
            "-Dmenura.vector");

    /** Profiles of methods would have the JVM compile much at once that a short command never needs: a tenth more time. */
    private static final List<String> NO_PROFILES = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

    private StartArchive() {}

    /** Makes the archive {@code args[0]} of the {@link Rehearsal.Scope} {@code args[1]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(make(Path.of(args[0]), Rehearsal.Scope.of(args[1])) ? 0 : 1);
    }

    /**
     * Makes an archive for the options and the class path of this JVM, and puts it in the place of one that may be there. What
     * the rehearsal says stands beside it, in a file that ends in {@code .log}.
     *
     * @return whether that went well; if not, there is none
     */
    static boolean make(Path archive, Rehearsal.Scope scope) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(archive.toAbsolutePath().getParent());
        Files.deleteIfExists(archive);
        Files.writeString(log(archive), "");
        Path work = Files.createTempDirectory(folder, "rehearsal");
        try {
            String configuration = "-XX:AOTConfiguration=" + work.resolve("recorded");
            Path made = work.resolve("made");
            List<String> record = java();
            record.addAll(NO_PROFILES);
            record.addAll(classPath("-XX:AOTMode=record", configuration, "-Dmenura.vector=off"));
            record.addAll(List.of(Rehearsal.class.getName(), work.toString(), scope.text()));
            List<String> create = java();
            create.addAll(NO_PROFILES);
            create.addAll(classPath("-XX:AOTMode=create", configuration, "-XX:AOTCache=" + made));
            if (!prepare(work, log(archive))
                    || !run(record, work, log(archive))
                    || !run(create, work, log(archive))
                    || !Files.exists(made)) {
                return false;
            }
            Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            FileTree.delete(work);
        }
    }

    private static boolean prepare(Path work, Path log) throws IOException {
        try (PrintWriter err = new PrintWriter(Files.newBufferedWriter(log, StandardOpenOption.APPEND))) {
            return Rehearsal.prepare(work, err) == 0;
        }
    }

    private static boolean run(List<String> command, Path work, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // What the user pulled is no part of it.
        builder.environment().put("MENURA_CACHE", work.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        return process.exitValue() == 0;
    }

    /** Has the archive made by a process that outlives this one, if this JVM found none that it takes. */
    static void renew() {
        String file = System.getProperty(FILE);
        boolean used = Boolean.getBoolean(NAMED)
                && System.getProperty("java.vm.info", "").contains(USED);
        if (file == null || used) {
            return;
        }
        try {
            Path archive = Path.of(file);
            Path log = log(archive);
            Path folder = Files.createDirectories(archive.toAbsolutePath().getParent());
            if (Files.exists(log)
                    && Files.getLastModifiedTime(log)
                            .toInstant()
                            .isAfter(Instant.now().minus(PATIENCE))) {
                return;
            }
            Files.deleteIfExists(archive);
            Files.writeString(log, "");
            List<String> command = java();
            command.addAll(classPath());
            command.addAll(List.of(
                    StartArchive.class.getName(),
                    archive.toString(),
                    System.getProperty(SCOPE, Rehearsal.Scope.ALL.text())));
            new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .getOutputStream()
                    .close();
        } catch (IOException | UnsupportedOperationException _) {
            // What cannot be written cannot quicken; the command itself went well.
        }
    }

    private static List<String> java() {
        List<String> out = new ArrayList<>();
        out.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> OWN.stream().noneMatch(option::startsWith))
                .forEach(out::add);
        return out;
    }

    /** The class path, behind further options. */
    private static List<String> classPath(String... options) {
        List<String> out = new ArrayList<>(List.of(options));
        out.add("-cp");
        out.add(System.getProperty("java.class.path"));
        return out;
    }

    private static Path log(Path archive) {
        return archive.resolveSibling(archive.getFileName() + ".log");
    }
}
