package org.menura.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.bench.models.MiniLm;

/** What llama-bench does not measure. */
final class OtherContests {
    /** 16 tokens with the one that begins a text, in the vocabulary of Llama. */
    private static final String PROMPT = "Once upon a time there was a little girl who lived in a small house";

    private static final int MEMORY_TOKENS = 64;
    private static final int CONTEXT = 512;
    private static final List<Integer> BATCHES = List.of(1, 4, 16);
    private static final List<String> TEXTS = List.of("1x32", "1x256", "32x32", "32x256");
    private static final List<Integer> POSITIONS = List.of(1_000, 100_000, 1_000_000);

    private final Engines engines;
    private final Path models;

    private OtherContests(Engines engines, Path models) {
        this.engines = engines;
        this.models = models;
    }

    static List<Contest> of(Engines engines, Path models) {
        OtherContests o = new OtherContests(engines, models);
        return List.of(
                o.batch("Q4_0"),
                o.batch("Q8_0"),
                o.batch("F16"),
                o.embedding(),
                o.start(),
                o.memory("Q4_0"),
                o.memory("Q8_0"),
                o.positions("mamba-small", "Mamba, 2 layers of 128"),
                o.positions("rwkv7-small", "RWKV-7, 2 layers of 128"));
    }

    /** Far into a sequence with models of real size; takes an hour, so it runs only when it is asked for. */
    static List<Contest> slow(Engines engines, Path models) {
        OtherContests o = new OtherContests(engines, models);
        return List.of(o.positions("mamba-130m", "Mamba 130M"), o.positions("rwkv7-190m", "RWKV-7 190M"));
    }

    private Path file(String model, String type) {
        return models.resolve(model + "-" + type + ".gguf");
    }

    private Contest batch(String type) {
        String name = "llama-1b-" + type + "-batch";
        List<Row> rows = new ArrayList<>();
        for (int sequences : BATCHES) {
            rows.add(new Row(
                    name,
                    "b" + sequences,
                    "Generating 32 tokens in each of several sequences",
                    "Llama 1.1B, %s, %d together".formatted(type, sequences),
                    Unit.TOKENS_PER_SECOND,
                    new Goal.Ratio(1.0, 1.3)));
        }
        return new Contest(name, rows, wanted -> {
            String sequences = wanted.stream().map(r -> r.metric().substring(1)).collect(Collectors.joining(","));
            Function<Finished, Map<String, List<Double>>> read = f -> Outputs.batchedBench(f.out());
            List<Entrant> out = new ArrayList<>();
            Path model = file("llama-1b", type);
            List<String> menura =
                    engines.menura("bench", model, "-p", 16, "-n", 32, "-b", sequences, "-r", 1, "--json");
            out.add(Entrant.of(Entrant.MENURA, Job.of(menura), read));
            addLlamaCpp(
                    out,
                    engines.llamaCpp(
                            "llama-batched-bench",
                            "-m",
                            model,
                            "-c",
                            2048,
                            "-npp",
                            16,
                            "-ntg",
                            32,
                            "-npl",
                            sequences,
                            "--output-format",
                            "jsonl"),
                    read);
            return out;
        });
    }

    private static void addLlamaCpp(
            List<Entrant> out, @Nullable List<String> command, Function<Finished, Map<String, List<Double>>> read) {
        if (command != null) {
            out.add(Entrant.of(Engines.LLAMA_CPP, Job.of(command), read));
        }
    }

    private Contest embedding() {
        List<Row> rows = new ArrayList<>();
        for (String text : TEXTS) {
            rows.add(new Row(
                    "minilm",
                    text,
                    "Embedding sentences",
                    "MiniLM-L6, F32, %s tokens".formatted(text.replace("x", " × ")),
                    Unit.TOKENS_PER_SECOND,
                    new Goal.Ratio(1.0, 1.2)));
        }
        return new Contest("minilm", rows, wanted -> {
            List<Entrant> out = new ArrayList<>();
            for (String engine : List.of("menura", "onnx")) {
                List<String> command =
                        engines.own(EmbeddingRun.class, engine, models.resolve(MiniLm.NAME), engines.threads());
                wanted.forEach(row -> command.add(row.metric()));
                out.add(Entrant.of(
                        engine.equals("onnx") ? Engines.ONNX_RUNTIME : Entrant.MENURA,
                        Job.of(command),
                        f -> Outputs.samples(f.out())));
            }
            return out;
        });
    }

    private List<String> menuraRun(Path model, int tokens) {
        return engines.menura("run", model, "-p", PROMPT, "-n", tokens, "--greedy", "--ignore-eos");
    }

    private @Nullable List<String> llamaCppRun(Path model, int tokens) {
        return engines.llamaCpp(
                "llama-completion",
                "-m",
                model,
                "-p",
                PROMPT,
                "-n",
                tokens,
                "--temp",
                0,
                "--ignore-eos",
                "-no-cnv",
                "-c",
                CONTEXT);
    }

    private Contest start() {
        String name = "llama-1b-Q4_0-start";
        Row row = new Row(
                name,
                "first",
                "From the start of the process to its end after one token",
                "Llama 1.1B, Q4_0, prompt of 16 tokens",
                Unit.MILLISECONDS,
                new Goal.Ratio(1.0, 1.5));
        return new Contest(name, List.of(row), _ -> {
            Function<Finished, Map<String, List<Double>>> read = f -> Map.of("first", List.of(f.milliseconds()));
            List<Entrant> out = new ArrayList<>();
            out.add(Entrant.of(Entrant.MENURA, Job.of(menuraRun(file("llama-1b", "Q4_0"), 1)), read));
            addLlamaCpp(out, llamaCppRun(file("llama-1b", "Q4_0"), 1), read);
            return out;
        });
    }

    private Contest memory(String type) {
        String name = "llama-1b-" + type + "-memory";
        Path model = file("llama-1b", type);
        Row row = new Row(
                name,
                "resident",
                "Most resident memory beyond the mapped file, %d tokens".formatted(MEMORY_TOKENS),
                "Llama 1.1B, " + type,
                Unit.MEBIBYTES,
                new Goal.Beyond(50));
        return new Contest(name, List.of(row), _ -> {
            Function<Finished, Map<String, List<Double>>> read =
                    f -> f.residentMiB() == 0 ? Map.of() : Map.of("resident", List.of(f.residentMiB()));
            List<Entrant> out = new ArrayList<>();
            out.add(Entrant.of(Entrant.MENURA, Job.watching(model, menuraRun(model, MEMORY_TOKENS)), read));
            List<String> llamaCpp = llamaCppRun(model, MEMORY_TOKENS);
            if (llamaCpp != null) {
                out.add(Entrant.of(Engines.LLAMA_CPP, Job.watching(model, llamaCpp), read));
            }
            return out;
        });
    }

    private Contest positions(String model, String title) {
        String name = model + "-Q8_0-positions";
        List<Row> rows = new ArrayList<>();
        for (int position : POSITIONS) {
            rows.add(new Row(
                    name,
                    "@" + position,
                    "One token far into a sequence",
                    "%s, Q8_0, after %,d".formatted(title, position),
                    Unit.MILLISECONDS,
                    new Goal.Ratio(0.95, 1.0),
                    "@" + POSITIONS.getFirst()));
        }
        return new Contest(name, rows, wanted -> {
            List<String> command = engines.own(PositionRun.class, file(model, "Q8_0"), engines.threads());
            wanted.forEach(row -> command.add(row.metric().substring(1)));
            return List.of(new Entrant(Entrant.MENURA, Job.of(command), 1, f -> Outputs.samples(f.out())));
        });
    }
}
