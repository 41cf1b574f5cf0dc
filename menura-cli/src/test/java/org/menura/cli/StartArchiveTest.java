package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes, made and used by the launcher's own shell functions on an installation of these classes. */
@Tag("slow")
class StartArchiveTest {
    /** Says what the JVM says of itself. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            System.out.println(System.getProperty("java.vm.info") + " " + System.getProperty("menura.archived"));
        }
    }

    @TempDir
    private Path folder;

    private Path target;

    /** An installation with blanks in its name: a JVM takes no folders of classes into an archive, so all becomes jars. */
    @BeforeEach
    void install() throws IOException {
        assumeTrue(File.separatorChar == '/', "the launcher is for a shell");
        assumeTrue(
                Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "java")),
                "java.home has no launcher");
        target = Files.createDirectories(folder.resolve("some where/app"));
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                Path jar = target.resolve("classes" + jars.size() + ".jar");
                pack(path, jar, new Manifest());
                jars.add(jar.getFileName().toString());
            } else if (Files.exists(path)) {
                // The JVM archives from jars that the manifest names by paths, as that of the build does, not from
                // URLs.
                Path jar = Files.createDirectories(target.resolve("lib")).resolve(jars.size() + ".jar");
                jars.add("lib/" + Files.createSymbolicLink(jar, path).getFileName());
            }
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", jars));
        pack(null, target.resolve("menura-cli.jar"), manifest);
    }

    @Test
    @Timeout(300)
    void archiveOfTheBuildIsUsedAndAStaleOneReplaced() throws IOException, InterruptedException {
        assertEquals(List.of(), archives(target));
        sh("menura_archive");
        List<Path> archives = archives(target);
        assertEquals(2, archives.size(), () -> log(target));
        Path all = archives.get(1);
        Path run = archives.get(0);
        assertEquals(all.toString().replace(".aot", "-run.aot"), run.toString());
        assertTrue(Files.size(run) < 0.8 * Files.size(all), Files.size(run) + " bytes of " + Files.size(all));
        assertFalse(log(target).matches("(?s).*Skipping org/menura/[^\n]*: Unsupported location.*"), () -> log(target));
        assertTrue(probe().endsWith("sharing true"), "used");
        String version = sh("menura_launch org.menura.cli.Main --version");
        assertFalse(version.isBlank());
        FileTime made = Files.getLastModifiedTime(all);

        // A jar is replaced: the JVM takes the archive no more, and the next command has it made anew.
        Files.setLastModifiedTime(target.resolve("menura-cli.jar"), FileTime.fromMillis(1_000_000_000_000L));
        assertFalse(probe().contains("sharing"), "stale");
        Files.setLastModifiedTime(Path.of(all + ".log"), FileTime.fromMillis(0));
        assertEquals(version, sh("menura_launch org.menura.cli.Main --version"));
        while (Files.notExists(all) || Files.getLastModifiedTime(all).equals(made)) {
            Thread.sleep(100);
        }
        assertTrue(probe().endsWith("sharing true"), "renewed");
    }

    @Test
    @Timeout(300)
    void installationThatIsReadOnlyHasItsArchiveInTheCache() throws IOException, InterruptedException {
        assertTrue(target.toFile().setWritable(false));
        try {
            assumeTrue(!Files.isWritable(target), "the superuser writes everywhere");
            sh("menura_archive");
            assertEquals(2, archives(folder.resolve("cache")).size(), () -> log(folder));
            assertTrue(probe().endsWith("sharing true"), "used");
        } finally {
            assertTrue(target.toFile().setWritable(true));
        }
    }

    @Test
    void withoutAPlaceForTheArchiveCommandsRun() throws IOException, InterruptedException {
        String there = "target=/dev/null/app start=/dev/null/app/start; menura_find_archive; ";
        assertEquals("[][]\n", sh("XDG_CACHE_HOME= HOME=; " + there + "echo \"[$archive][$archived]\""));
        assertTrue(sh("MENURA_JAVA_OPTS=-Xshare:auto; menura_launch org.menura.cli.Main --version")
                .contains("."));
    }

    @Test
    @Timeout(120)
    void plainRunsOfMachineCodeGoWithoutTheOptimisingCompiler() throws IOException, InterruptedException {
        assumeTrue(sh("if menura_kernels; then echo yes; fi").startsWith("yes"), "no machine code for this processor");
        String llama = "'" + Cli.data("gguf/Q4_K.gguf") + "'";
        String stories = "'" + Cli.stories() + "'";
        String drawing = "'" + Cli.usual() + "'";
        String sound = "'" + Cli.data("audio").resolve("chirp.wav") + "'";
        Files.createDirectories(target.resolve("native/org"));
        List<String> plain = List.of(
                "run " + llama,
                "run -p 'a b' -n 1 " + llama,
                "run -m " + llama + " --temp=0.8 --seed 7",
                "generate " + stories + " --greedy -f '" + folder + "'",
                "run --model=" + llama,
                "run " + llama + " -t 2 --threads=1 -c 512 -r 'a b' --stop=. --repeat-penalty 1.1 --no-chat",
                "embed any --text 'a b' --text=c --normalize",
                "transcribe " + sound + " -m any --format srt");
        List<String> others = List.of(
                "",
                "run",
                "run " + drawing,
                "run " + stories + " --exact",
                "run -p " + llama,
                "run " + llama + " -n",
                "run " + llama + " --draft x.gguf",
                "run /nowhere.gguf",
                "embed any -f " + sound,
                "embed any --image " + sound,
                "transcribe -m any /nowhere.wav",
                "transcribe -m any " + sound + " --no-onednn",
                "chat " + llama);
        assertEquals("yes\n".repeat(plain.size()), compiled(plain));
        assertEquals("no\n".repeat(others.size()), compiled(others));
        assertEquals("no\n", sh("MENURA_JAVA_OPTS=-XX:TieredStopAtLevel=4; " + asked("run " + llama)));
        String started =
                sh("MENURA_CLASSPATH=/nowhere.jar; menura_launch '" + Probe.class.getName() + "' run " + llama);
        assertTrue(started.contains("emulated-client"), started);
    }

    /** Whether the launcher takes each of some arguments of {@code menura run} for such a run. */
    private String compiled(List<String> arguments) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder();
        for (String words : arguments) {
            script.append(asked(words));
        }
        return sh(script.toString());
    }

    private static String asked(String arguments) {
        return "if menura_is_compiled %s; then echo yes; else echo no; fi; ".formatted(arguments);
    }

    private String probe() throws IOException, InterruptedException {
        // Jars of the caller's keep the launcher from renewing what this asks about.
        return sh("MENURA_CLASSPATH=/nowhere.jar; menura_launch '" + Probe.class.getName() + "'")
                .strip();
    }

    /** Runs words of the launcher's; what they print. */
    private String sh(String words) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        String script = "set -eu; root='%s' target='%s'; start=$target/start; . '%s'; %s"
                .formatted(Cli.repository(), target, Cli.repository().resolve(".mvn/start.sh"), words);
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(n -> n.startsWith("MENURA_") || n.startsWith("JAVA_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        int code = builder.start().waitFor();
        assertEquals(0, code, Files.readString(err));
        assertEquals("", Files.readString(err));
        return Files.readString(out);
    }

    private static List<Path> archives(Path in) throws IOException {
        if (!Files.isDirectory(in)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(in)) {
            return files.filter(f -> f.toString().endsWith(".aot")).sorted().toList();
        }
    }

    private static String log(Path in) {
        try (Stream<Path> files = Files.walk(in)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void pack(@Nullable Path classes, Path jar, Manifest manifest) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            if (classes == null) {
                return;
            }
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path f : files.filter(Files::isRegularFile).toList()) {
                    String name = classes.relativize(f).toString();
                    if (!name.equals("META-INF/MANIFEST.MF")) {
                        out.putNextEntry(new ZipEntry(name));
                        Files.copy(f, out);
                    }
                }
            }
        }
    }
}
