package org.menura.bench.compare;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench/compare}: Menura and its peers in turn. */
@Command(
        name = "bench/compare",
        mixinStandardHelpOptions = true,
        description = "Measures Menura and other engines in turn, on the models that bench/models made, and prints one"
                + " table. Engines that are not given are left out.",
        footer = {
            "%nExamples:",
            "  bench/compare models-bench --llama-cpp llama.cpp/build/bin",
            "  bench/compare models-bench --llama-cpp llama.cpp/build/bin --rows 'tg64|b16' -r 5",
            "  bench/compare models-bench --llama-cpp llama.cpp/build/bin --resume --write docs/performance.md",
            "  bench/compare --training --pytorch /usr/bin/python3 --write docs/performance.md",
            "  bench/compare --media --pytorch /usr/bin/python3 --write docs/performance.md"
        })
public final class Compare implements Callable<Integer> {
    private final Path home = Path.of(System.getProperty("menura.home", "."));

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "Where the models are; not needed for --training and --media.")
    private @Nullable Path models;

    @Option(
            names = "--llama-cpp",
            paramLabel = "DIR",
            description = "Folder of llama-bench, llama-batched-bench and llama-completion.")
    private @Nullable Path llamaCpp;

    @Option(names = "--jlama", paramLabel = "CLASSPATH", description = "Class path of Jlama, jlama-native included.")
    private @Nullable String jlama;

    @Option(names = "--llama3-java", paramLabel = "FILE", description = "Llama3.java.")
    private @Nullable Path llama3;

    @Option(
            names = "--training",
            description = "Measure steps of training instead, beside PyTorch where --pytorch is given.")
    private boolean training;

    @Option(
            names = "--media",
            description = "Measure models of sound and pictures instead, beside PyTorch where --pytorch is given.")
    private boolean media;

    @Option(names = "--pytorch", paramLabel = "PYTHON", description = "A Python that has PyTorch.")
    private @Nullable Path pyTorch;

    @Option(names = "--menura", paramLabel = "FILE", description = "Menura's launcher (default: this repository's).")
    private Path menura = home.resolve("menura");

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads of each engine (default: one per processor core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-r", "--repetitions"},
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs of each engine (default: ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(
            names = "--rows",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Measure only rows that it finds something in: their keys (see --list) or titles.")
    private Pattern rows = Pattern.compile("");

    @Option(names = "--slow", description = "Also rows that take an hour.")
    private boolean slow;

    @Option(names = "--list", description = "Print the rows' keys and titles, and measure nothing.")
    private boolean list;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Where measurements are kept, line by line (default: bench/target/compare.jsonl).")
    private Path file = home.resolve("bench/target/compare.jsonl");

    @Option(names = "--resume", description = "Go on with the measurements in the journal.")
    private boolean resume;

    @Option(
            names = "--write",
            paramLabel = "FILE.md",
            description = "Also write the table between the marks of a document, and plots beside it.")
    private @Nullable Path document;

    /** See the command's description. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(new CommandLine(new Compare()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, Processes.FailedException {
        Engines engines = engines();
        List<Contest> contests = contests(engines);
        if (list) {
            contests.forEach(c ->
                    c.rows().forEach(r -> System.out.printf("%-36s %s: %s%n", r.key(), r.group(), r.title())));
            return 0;
        }
        Journal journal = resume ? Journal.resume(file) : Journal.begin(file);
        Runner runner = new Runner(journal, repetitions, System.err);
        for (Contest contest : contests) {
            runner.run(contest);
        }
        Table table = new Table(contests, journal);
        String text = Report.text(
                table, versions(), besidePyTorch() ? List.of() : engines.absent(), runner.failures(), threads);
        System.out.println(text);
        if (document != null) {
            String part = media ? Report.MEDIA : training ? Report.TRAINING : Report.RESULTS;
            Report.write(document, part, text, table.lines());
        }
        return runner.failures().isEmpty() ? 0 : 1;
    }

    private boolean besidePyTorch() {
        return training || media;
    }

    private Engines engines() throws IOException, InterruptedException, Processes.FailedException {
        Drivers drivers = new Drivers(home.resolve("bench/peers"), home.resolve("bench/target/peers"));
        return new Engines(
                menura,
                llamaCpp,
                jlama == null ? null : drivers.jlama(jlama),
                llama3 == null ? null : drivers.llama3(llama3),
                pyTorch == null ? List.of() : List.of(pyTorch.toString(), peer("best_setting.py"), peer(driver())),
                threads);
    }

    private String driver() {
        return media ? "media_torch.py" : "train_torch.py";
    }

    private String peer(String file) {
        return home.resolve("bench/peers").resolve(file).toString();
    }

    private List<Contest> contests(Engines engines) throws IOException {
        List<Contest> all = new ArrayList<>();
        if (media) {
            all.addAll(MediaContests.of(engines, home.resolve("bench/target/media")));
        } else if (training) {
            all.addAll(TrainContests.of(engines, home.resolve("bench/target/train")));
        } else {
            Path folder = models;
            if (folder == null) {
                throw new CommandLine.ParameterException(new CommandLine(this), "Give the folder of the models.");
            }
            all.addAll(SpeedContests.of(engines, folder));
            all.addAll(OtherContests.of(engines, folder));
            all.addAll(Crossover.of(engines, folder));
            if (slow) {
                all.addAll(OtherContests.slow(engines, folder));
            }
        }
        return all.stream()
                .map(c -> c.only(r -> rows.matcher(r.key()).find()
                        || rows.matcher(r.title()).find()
                        || rows.matcher(r.group()).find()))
                .filter(c -> !c.rows().isEmpty())
                .toList();
    }

    private List<String> versions() throws IOException, InterruptedException, Processes.FailedException {
        List<String> out = new ArrayList<>();
        Path program = llamaCpp == null ? null : llamaCpp.resolve("llama-completion");
        if (program != null && Files.isExecutable(program)) {
            Finished said = Processes.run(Job.of(List.of(program.toString(), "--version")));
            out.add("llama.cpp, " + (said.out() + said.err()).strip().replace("\n", ", "));
        }
        if (besidePyTorch()) {
            return pyTorch == null ? out : List.of("PyTorch " + pyTorchVersion(pyTorch));
        }
        out.add("ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion());
        Matcher version = Pattern.compile("jlama-core-([0-9.]+)\\.jar").matcher(String.valueOf(jlama));
        if (version.find()) {
            out.add("Jlama " + version.group(1) + " with jlama-native");
        }
        if (llama3 != null) {
            out.add("llama3.java");
        }
        return out;
    }

    private static String pyTorchVersion(Path python)
            throws IOException, InterruptedException, Processes.FailedException {
        String print = "import torch; print(torch.__version__)";
        return Processes.run(Job.of(List.of(python.toString(), "-c", print)))
                .out()
                .strip();
    }
}
