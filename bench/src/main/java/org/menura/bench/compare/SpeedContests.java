package org.menura.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prompts and generation, measured as llama-bench does it. */
final class SpeedContests {
    private static final int DEPTH = 4096;

    private final Engines engines;
    private final Path models;
    private final List<Contest> contests = new ArrayList<>();

    private SpeedContests(Engines engines, Path models) {
        this.engines = engines;
        this.models = models;
    }

    static List<Contest> of(Engines engines, Path models) {
        SpeedContests out = new SpeedContests(engines, models);
        Goal decode = new Goal.Ratio(1.0, 1.3);
        Goal prefill = new Goal.Ratio(1.2, 1.6);
        Goal scan = new Goal.Ratio(2.0, 4.0);
        for (String type : List.of("Q8_0", "Q4_0", "Q4_K_M", "F16")) {
            out.add("llama-1b", "Llama 1.1B", type, 1, decode, prefill);
        }
        for (String type : List.of("Q8_0", "Q4_0")) {
            out.add("moe-8x", "MoE 8 × top 2", type, 1, decode, prefill);
        }
        for (String type : List.of("Q8_0", "Q4_0")) {
            out.add("mamba-130m", "Mamba 130M", type, 2, decode, scan);
        }
        for (String type : List.of("Q8_0", "Q4_0")) {
            out.add("rwkv7-190m", "RWKV-7 190M", type, 2, decode, prefill);
        }
        for (String type : List.of("Q8_0", "Q4_0", "F16")) {
            out.add("llama-15m", "Llama 15M", type, 3, decode, prefill);
        }
        for (String type : List.of("Q8_0", "Q4_0", "Q4_K_M", "F16")) {
            out.withoutLibrary(type);
        }
        out.deep("llama-1b", "Llama 1.1B", "Q4_0", 1);
        out.deep("llama-15m", "Llama 15M", "Q8_0", 3);
        return out.contests;
    }

    private void add(String model, String title, String type, int repetitions, Goal decode, Goal prefill) {
        String name = model + "-" + type;
        String full = title + ", " + type;
        List<Row> rows = List.of(
                row(name, "tg64", "Generating 64 tokens", full, decode),
                row(name, "pp128", "Reading a prompt of 128 tokens", full, prefill),
                row(name, "pp512", "Reading a prompt of 512 tokens", full, prefill));
        contests.add(new Contest(name, rows, wanted -> entrants(model, type, 0, repetitions, wanted)));
    }

    /** Prompts with Menura's own kernels alone. */
    private void withoutLibrary(String type) {
        String name = "llama-1b-" + type + "-own";
        List<Row> rows = List.of(row(
                name,
                "pp128",
                "Reading a prompt of 128 tokens without oneDNN",
                "Llama 1.1B, " + type,
                new Goal.Ratio(0.65, 1.0)));
        contests.add(new Contest(name, rows, wanted -> {
            List<Entrant> entrants = entrants("llama-1b", type, 0, 1, wanted);
            List<String> own = new ArrayList<>(entrants.getFirst().job().command());
            own.add("--no-onednn");
            entrants.set(0, Entrant.of(Entrant.MENURA, Job.of(own), SpeedContests::read));
            entrants.removeIf(e -> e.most() == 1);
            return entrants;
        }));
    }

    private void deep(String model, String title, String type, int repetitions) {
        String name = model + "-" + type + "-deep";
        List<Row> rows = List.of(row(
                name,
                "tg64@d" + DEPTH,
                "Generating 64 tokens after 4,096",
                title + ", " + type,
                new Goal.Ratio(1.0, 1.2)));
        contests.add(new Contest(name, rows, wanted -> entrants(model, type, DEPTH, repetitions, wanted)));
    }

    private static Row row(String contest, String metric, String group, String title, Goal goal) {
        return new Row(contest, metric, group, title, Unit.TOKENS_PER_SECOND, goal);
    }

    private List<Entrant> entrants(String model, String type, int depth, int repetitions, List<Row> rows) {
        Path file = models.resolve(model + "-" + type + ".gguf");
        String prompts = lengths(rows, "pp");
        String generated = lengths(rows, "tg");
        Object[] arguments = {"-p", prompts, "-n", generated, "-d", depth, "-r", repetitions};
        List<Entrant> out = new ArrayList<>();
        List<String> menura = engines.menura("bench", file);
        menura.addAll(texts(arguments));
        menura.add("--json");
        out.add(Entrant.of(Entrant.MENURA, Job.of(menura), SpeedContests::read));
        List<String> llamaCpp = engines.llamaCpp("llama-bench", "-m", file);
        if (llamaCpp != null) {
            llamaCpp.addAll(texts(arguments));
            llamaCpp.addAll(List.of("-o", "json"));
            out.add(Entrant.of(Engines.LLAMA_CPP, Job.of(llamaCpp), SpeedContests::read));
        }
        if (model.equals("llama-1b") && depth == 0 && !type.equals("Q4_K_M")) {
            addJavaEngines(out, file, type);
        }
        return out;
    }

    /** Once, and without the shorter prompt: they are far behind. */
    private void addJavaEngines(List<Entrant> out, Path file, String type) {
        if (type.equals("Q4_0")) {
            List<String> jlama = engines.jlama(models.resolve("llama-1b-jq4"), 512, 64);
            if (jlama != null) {
                out.add(new Entrant(Engines.JLAMA, Job.of(jlama), 1, f -> Outputs.samples(f.out())));
            }
        }
        List<String> llama3 = engines.llama3(file, 512, 64);
        if (llama3 != null) {
            out.add(new Entrant(Engines.LLAMA3, Job.of(llama3), 1, f -> Outputs.samples(f.out())));
        }
    }

    private static Map<String, List<Double>> read(Finished process) {
        return Outputs.llamaBench(process.out());
    }

    private static List<String> texts(Object... arguments) {
        List<String> out = new ArrayList<>();
        for (Object argument : arguments) {
            out.add(argument.toString());
        }
        return out;
    }

    /** The lengths in the metrics that begin with {@code prefix}; 0, which means none, if there is no such row. */
    private static String lengths(List<Row> rows, String prefix) {
        String out = rows.stream()
                .map(Row::metric)
                .filter(metric -> metric.startsWith(prefix))
                .map(metric -> metric.substring(prefix.length()).replaceFirst("@.*", ""))
                .collect(Collectors.joining(","));
        return out.isEmpty() ? "0" : out;
    }
}
