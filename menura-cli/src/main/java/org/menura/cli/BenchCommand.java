package org.menura.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.menura.format.FormatException;
import org.menura.generate.bench.BatchBench;
import org.menura.generate.bench.Bench;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelInfo;
import org.menura.model.CausalModel;
import org.menura.tensor.cpu.CpuBackend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura bench}: tokens per second. */
@Command(
        name = "bench",
        description = {
            "Measures tokens per second, as llama.cpp's llama-bench does.",
            "ppN is a prompt of N tokens, tgN the generation of N tokens, @ dN after N tokens of context.",
            "With -b, the meaning is that of llama-batched-bench: B sequences with a prompt of PP and TG tokens each."
        },
        footer = {
            "%nExamples:",
            "  menura bench models/stories260K",
            "  menura bench Llama-3.2-1B-Q4_K_M.gguf -p 512 -n 64 -r 3 -t 8 --json",
            "  menura bench Llama-3.2-1B-Q4_K_M.gguf -p 0 -n 64 -d 4096",
            "  menura bench Llama-3.2-1B-Q4_K_M.gguf -p 128 -n 64 -b 1,4,16"
        })
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = {"-p", "--n-prompt"},
            paramLabel = "N",
            split = ",",
            defaultValue = "512",
            description = "Tokens of the prompt, also several numbers; 0 leaves the test out (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<Integer> prompts = List.of();

    @Option(
            names = {"-n", "--n-gen"},
            paramLabel = "N",
            split = ",",
            defaultValue = "128",
            description =
                    "Tokens to generate, also several numbers; 0 leaves the test out (default:" + " ${DEFAULT-VALUE}).")
    private List<Integer> lengths = List.of();

    @Option(
            names = {"-d", "--n-depth"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Tokens in the context before, whose time does not count (default: ${DEFAULT-VALUE}).")
    private int depth;

    @Option(
            names = {"-b", "--batch"},
            paramLabel = "N",
            split = ",",
            description = "Sequences that are continued together, also several numbers.")
    private List<Integer> batches = List.of();

    @Option(
            names = {"-r", "--repetitions"},
            paramLabel = "N",
            defaultValue = "5",
            description = "How often each test runs (default: ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        if (Collections.min(prompts) < 0 || Collections.min(lengths) < 0 || depth < 0 || repetitions < 1) {
            throw console.wrong("-p, -n and -d must be at least 0, and -r at least 1");
        }
        if (!batches.isEmpty() && (Collections.min(prompts) < 1 || Collections.min(lengths) < 1 || depth > 0)) {
            throw console.wrong("-b takes a prompt (-p) and tokens to generate (-n), and no -d");
        }
        if (!batches.isEmpty() && Collections.min(batches) < 1) {
            throw console.wrong("-b must be at least 1");
        }
        CpuBackend backend = model.backend();
        LoadedModel bundle = LoadedModel.open(model.path(), backend);
        if (!(bundle instanceof LoadedModel.Decoder decoder)) {
            throw new FormatException(bundle.source().path() + " is no decoder, and only those generate");
        }
        if (!batches.isEmpty()) {
            printBatches(decoder.model());
            return 0;
        }
        Bench bench = new Bench(decoder.model(), repetitions);
        List<Bench.Test> tests = new ArrayList<>();
        for (int tokens : prompts) {
            if (tokens > 0) {
                tests.add(bench.prompt(tokens, depth));
            }
        }
        for (int tokens : lengths) {
            if (tokens > 0) {
                tests.add(bench.generation(tokens, depth));
            }
        }
        ModelInfo info = ModelInfo.of(bundle);
        if (json) {
            printJson(tests, modelName(bundle, info), info, backend.engine());
        } else {
            printTable(tests, modelName(bundle, info), info, backend.engine());
        }
        return 0;
    }

    private void printBatches(CausalModel decoder) throws JsonProcessingException {
        BatchBench bench = new BatchBench(decoder, repetitions);
        BatchTable table = new BatchTable(console, json);
        for (int prompt : prompts) {
            for (int length : lengths) {
                for (int sequences : batches) {
                    table.add(bench.measure(prompt, length, sequences));
                }
            }
        }
        table.end();
    }

    private static String modelName(LoadedModel bundle, ModelInfo info) {
        return info.modelType() + " " + Units.count(info.parameters()) + " " + ModelInfo.typeName(bundle);
    }

    private void printTable(List<Bench.Test> tests, String name, ModelInfo info, String engine) {
        String format = "| %-30s | %10s | %10s | %-28s | %7s | %15s | %20s |";
        console.line(format.formatted("model", "size", "params", "backend", "threads", "test", "t/s"));
        console.line(
                "| ------------------------------ | ---------: | ---------: | ---------------------------- | ------: |"
                        + " --------------: | -------------------: |");
        for (Bench.Test test : tests) {
            console.line(format.formatted(
                    name,
                    Units.bytes(info.totalBytes()),
                    Units.count(info.parameters()),
                    engine,
                    model.threads(),
                    test.name(),
                    String.format(Locale.ROOT, "%.2f ± %.2f", test.mean(), test.deviation())));
        }
    }

    private void printJson(List<Bench.Test> tests, String name, ModelInfo info, String engine)
            throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode out = mapper.createArrayNode();
        for (Bench.Test test : tests) {
            boolean isPrompt = test.name().startsWith("pp");
            ArrayNode samples = out.addObject()
                    .put("model_filename", model.path().toString())
                    .put("model_type", name)
                    .put("model_size", info.totalBytes())
                    .put("model_n_params", info.parameters())
                    .put("backends", engine)
                    .put("n_threads", model.threads())
                    .put("n_prompt", isPrompt ? test.tokens() : 0)
                    .put("n_gen", isPrompt ? 0 : test.tokens())
                    .put("n_depth", test.depth())
                    .put("test", test.name())
                    .put("avg_ts", test.mean())
                    .put("stddev_ts", test.deviation())
                    .putArray("samples_ts");
            for (double rate : test.rates()) {
                samples.add(rate);
            }
        }
        console.line(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(out));
    }
}
