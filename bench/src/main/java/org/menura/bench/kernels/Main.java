package org.menura.bench.kernels;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench/kernels}: kernels beside the limits of memory and arithmetic, which are measured in the same run. */
@Command(
        name = "bench/kernels",
        mixinStandardHelpOptions = true,
        description =
                "Measures kernels, each in a JVM of its own, and prints their rates as fractions of what memory and"
                        + " float32 multiply-adders give. Above 100%% means caches, or bfloat16 and 8-bit instructions.",
        footer = {
            "%nExamples:",
            "  bench/kernels 'linear/Q4_0/(1|16)$'",
            "  bench/kernels 'linear/.*/512' --no-onednn -t 2",
            "  bench/kernels --list"
        })
public final class Main implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "REGEX", description = "Kernels (default: all).")
    private Pattern pattern = Pattern.compile("");

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2",
            description = "Threads, also several numbers (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads = List.of();

    @Option(names = "--no-onednn", description = "Without oneDNN.")
    private boolean withoutLibraries;

    @Option(names = "--no-x86", description = "The Vector API's kernels, without machine code.")
    private boolean withoutKernels;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2.5",
            description = "Time that each kernel is measured (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--list", description = "Print the kernels' names.")
    private boolean list;

    /** See the command's description. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws RunnerException, InterruptedException {
        Map<String, Kernel> kernels = new LinkedHashMap<>();
        for (Kernel kernel : BenchmarkedKernels.all()) {
            if (pattern.matcher(kernel.name()).find()) {
                kernels.put(kernel.name(), kernel);
            }
        }
        if (list || kernels.isEmpty()) {
            kernels.keySet().forEach(System.out::println);
            return kernels.isEmpty() ? 1 : 0;
        }
        List<MachineLimits> before = limits();
        Collection<RunResult> results = new Runner(options(kernels)).run();
        KernelTable table = new KernelTable();
        List<String> order = List.copyOf(kernels.keySet());
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            String name = params.getParam("kernel");
            table.add(new KernelTable.Line(
                    Objects.requireNonNull(kernels.get(name)),
                    order.indexOf(name),
                    Integer.parseInt(params.getParam("threads")),
                    Boolean.parseBoolean(params.getParam("libraries")),
                    best(result)));
        }
        System.out.println(table.markdown(best(before, limits())));
        return 0;
    }

    private Options options(Map<String, Kernel> kernels) {
        int iterations = 5;
        return new OptionsBuilder()
                .include(KernelBenchmark.class.getName() + ".run$")
                .param("kernel", kernels.keySet().toArray(String[]::new))
                .param("threads", threads.stream().map(String::valueOf).toArray(String[]::new))
                .param("libraries", Boolean.toString(!withoutLibraries))
                .param("kernels", Boolean.toString(!withoutKernels))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(Math.round(1000 * seconds / iterations)))
                .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx6g")
                .verbosity(VerboseMode.NORMAL)
                .build();
    }

    private List<MachineLimits> limits() throws InterruptedException {
        List<MachineLimits> out = new ArrayList<>();
        for (int count : threads) {
            out.add(MachineLimits.measure(count));
        }
        return out;
    }

    private static List<MachineLimits> best(List<MachineLimits> a, List<MachineLimits> b) {
        List<MachineLimits> out = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            out.add(new MachineLimits(
                    a.get(i).threads(),
                    Math.max(a.get(i).bytesPerSecond(), b.get(i).bytesPerSecond()),
                    Math.max(a.get(i).flopsPerSecond(), b.get(i).flopsPerSecond())));
        }
        return out;
    }

    /** The best iteration, as the limits are the best of some rounds too. */
    private static double best(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> Stream.of(fork.getIterationResults()).flatMap(Collection::stream))
                .map(IterationResult::getPrimaryResult)
                .mapToDouble(r -> r.getScore() / 1e9)
                .min()
                .orElseThrow();
    }
}
