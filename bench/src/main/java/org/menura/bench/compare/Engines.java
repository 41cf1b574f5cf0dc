package org.menura.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the engines are.
 *
 * @param menura the launcher
 * @param llamaCpp folder of llama.cpp's programs, or null
 * @param jlama class path of Jlama and its driver, or null
 * @param llama3 class path of llama3.java and its driver, or null
 * @param pyTorch Python and the driver of PyTorch, or nothing
 * @param threads how many each computes with
 */
record Engines(
        Path menura,
        @Nullable Path llamaCpp,
        @Nullable String jlama,
        @Nullable String llama3,
        List<String> pyTorch,
        int threads) {
    static final String LLAMA_CPP = "llama.cpp";
    static final String JLAMA = "Jlama";
    static final String LLAMA3 = "llama3.java";
    static final String ONNX_RUNTIME = "ONNX Runtime";
    static final String PYTORCH = "PyTorch";

    /** Those that goals are set against. */
    static final Set<String> MAIN = Set.of(LLAMA_CPP, ONNX_RUNTIME, PYTORCH);

    /** The command line of Menura, with the number of threads. */
    List<String> menura(Object... arguments) {
        return withThreads(menura.toString(), arguments);
    }

    /** One of llama.cpp's programs with the number of threads, or null where it is absent. */
    @Nullable
    List<String> llamaCpp(String program, Object... arguments) {
        Path file = llamaCpp == null ? null : llamaCpp.resolve(program);
        return file == null || !Files.isExecutable(file) ? null : withThreads(file.toString(), arguments);
    }

    /** A main class of this module in a JVM of its own, with the options of Menura's launcher. */
    List<String> own(Class<?> main, Object... arguments) {
        return java(
                List.of("-XX:+UseSerialGC", "-XX:MaxNewSize=64m", "-XX:MetaspaceSize=128m", "-XX:MaxRAMPercentage=70"),
                System.getProperty("java.class.path"),
                main.getName(),
                arguments);
    }

    /** The driver of Jlama, or null where that is absent. */
    @Nullable
    List<String> jlama(Path folder, int prompt, int generated) {
        return jlama == null
                ? null
                : java(
                        List.of("--add-opens", "java.base/java.nio=ALL-UNNAMED"),
                        jlama,
                        "JlamaBench",
                        "bench",
                        folder,
                        threads,
                        prompt,
                        generated);
    }

    /** The driver of llama3.java, or null where that is absent. */
    @Nullable
    List<String> llama3(Path model, int prompt, int generated) {
        return llama3 == null
                ? null
                : java(
                        List.of("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + threads),
                        llama3,
                        "com.llama4j.Llama3Bench",
                        model,
                        prompt,
                        generated);
    }

    /** The driver of PyTorch, or null where that is absent. */
    @Nullable
    List<String> pyTorch(Path config, String precision, int steps) {
        if (pyTorch.isEmpty()) {
            return null;
        }
        List<String> out = new ArrayList<>(pyTorch);
        out.addAll(List.of(config.toString(), precision, Integer.toString(threads), Integer.toString(steps)));
        return out;
    }

    private static List<String> java(List<String> options, String classPath, String main, Object... arguments) {
        List<String> out = new ArrayList<>();
        out.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        out.addAll(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        out.addAll(options);
        out.addAll(List.of("-cp", classPath, main));
        for (Object argument : arguments) {
            out.add(argument.toString());
        }
        return out;
    }

    /** What was not given, by name. */
    List<String> absent() {
        List<String> out = new ArrayList<>();
        if (llamaCpp == null) {
            out.add(LLAMA_CPP);
        }
        if (jlama == null) {
            out.add(JLAMA);
        }
        if (llama3 == null) {
            out.add(LLAMA3);
        }
        return out;
    }

    private List<String> withThreads(String program, Object... arguments) {
        List<String> out = new ArrayList<>();
        out.add(program);
        for (Object argument : arguments) {
            out.add(argument.toString());
        }
        out.add("-t");
        out.add(Integer.toString(threads));
        return out;
    }

    /** Writes a model's config that lies beside a program, and returns the file. */
    static Path config(Class<?> program, String model, Path folder) throws IOException {
        Path file = Files.createDirectories(folder).resolve(model + ".json");
        try (InputStream in = Objects.requireNonNull(program.getResourceAsStream(model + ".json"), model)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    /** Menura, and PyTorch where it is there; both print samples. */
    static List<Entrant> beside(List<String> menura, @Nullable List<String> pyTorch) {
        Function<Finished, Map<String, List<Double>>> read = f -> Outputs.samples(f.out());
        Stream<Entrant> own = Stream.of(Entrant.of(Entrant.MENURA, Job.of(menura), read));
        return pyTorch == null
                ? own.toList()
                : Stream.concat(own, Stream.of(Entrant.of(PYTORCH, Job.of(pyTorch), read)))
                        .toList();
    }
}
