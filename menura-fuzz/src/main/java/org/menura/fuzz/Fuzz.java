package org.menura.fuzz;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs fuzz targets one after another, each in a JVM of its own under Jazzer, and fails if any found something. */
public final class Fuzz {
    private static final String SUFFIX = "Fuzz.class";

    private static final List<String> NO_HOOKS = List.of(
            "com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
            "com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
            "com.code_intelligence.jazzer.sanitizers.RegexRoadblocks",
            "com.code_intelligence.jazzer.sanitizers.RegexInjection");

    private Fuzz() {}

    /**
     * Arguments: the folder of the module, names of targets with commas between them or {@code all}, and the number of
     * inputs. With the property {@code fuzz.seconds} a target ends after that time, whatever the number; {@code
     * fuzz.length} is the most bytes of an input, {@code fuzz.trace} what guides besides coverage, as Jazzer's option
     * has it: with {@code cov} nothing does, which makes more inputs a second once a corpus is rich.
     *
     * @throws IllegalStateException if a target found something
     */
    public static void main(String[] args) throws IOException, InterruptedException, URISyntaxException {
        Path module = Path.of(args[0]);
        List<String> targets = args[1].equals("all") ? targets() : List.of(args[1].split(","));
        List<String> failed = new ArrayList<>();
        for (String target : targets) {
            System.out.println("Fuzzing " + target + " with " + args[2] + " inputs");
            if (run(module, target, args[2]) != 0) {
                failed.add(target);
            }
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("findings in " + failed + "; the inputs lie in " + module + "/target/fuzz");
        }
    }

    private static int run(Path module, String target, String runs) throws IOException, InterruptedException {
        Path work = module.resolve("target", "fuzz", target);
        Path corpus = Files.createDirectories(work.resolve("corpus"));
        Path seeds = module.resolve("seeds", target);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                // Small, so that a size taken on trust from a file shows as an error.
                "-Xmx512m",
                "-classpath",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=org.menura.fuzz." + target + "Fuzz",
                // What decodes Parquet is not ours, but is what its target is about.
                "--instrumentation_includes=org.menura.**" + File.pathSeparator + "dev.hardwood.**",
                // Netty's queues break the first; the target of requests is a client of its own server; guidance about
                // regular expressions takes two fifths of the time of a target that resolves words by them; the last
                // takes a
                // plan's own expression for one that was smuggled in.
                "--disabled_hooks=" + String.join(File.pathSeparator, NO_HOOKS),
                "--reproducer_path=" + work,
                "-artifact_prefix=" + work + "/",
                "-runs=" + runs,
                "-timeout=20",
                "-rss_limit_mb=0",
                corpus.toString()));
        Path words = module.resolve("seeds", target + ".dict");
        if (Files.exists(words)) {
            command.add(command.size() - 1, "-dict=" + words);
        }
        Map<String, String> given =
                Map.of("fuzz.seconds", "-max_total_time=", "fuzz.length", "-max_len=", "fuzz.trace", "--trace=");
        given.forEach((property, option) -> {
            String value = System.getProperty(property, "");
            if (!value.isEmpty()) {
                command.add(command.size() - 1, option + value);
            }
        });
        if (Files.isDirectory(seeds)) {
            command.add(seeds.toString());
        }
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** The names of the classes beside this one that end in {@code Fuzz}, without that ending. */
    private static List<String> targets() throws IOException, URISyntaxException {
        Path classes = Path.of(
                Fuzz.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(classes.resolve("org", "menura", "fuzz"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(SUFFIX) && f.length() > SUFFIX.length())
                    .map(f -> f.substring(0, f.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }
}
