package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.gguf.GgufAdapter;
import org.menura.model.load.MergedModel;
import org.menura.model.load.ModelSource;
import org.menura.tensor.dtype.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura adapter}: looks at adapters and merges them. */
@Command(
        name = "adapter",
        description = "Looks at LoRA adapters in PEFT's format, and merges them into models.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AdapterCommand.Info.class, AdapterCommand.Merge.class},
        footer = {
            "%nExamples:",
            "  menura adapter info stories-lora",
            "  menura adapter merge Llama-3.2-1B stories-lora -o Llama-3.2-1B-stories"
        })
final class AdapterCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        throw console.wrong("Say what to do with an adapter: info or merge.");
    }

    /** {@code menura adapter info}. */
    @Command(
            name = "info",
            description = "Shows an adapter's kind, ranks, layers and size.",
            footer = {"%nExample:", "  menura adapter info stories-lora"})
    static final class Info implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Parameters(paramLabel = "ADAPTER", description = "Folder or GGUF file of the adapter.")
        private Path folder = Path.of("");

        @Override
        public Integer call() {
            PeftAdapter adapter =
                    GgufFile.isGguf(folder) ? GgufAdapter.stored(GgufFile.open(folder)) : PeftAdapter.open(folder);
            line("adapter", adapter.source());
            line("kind", adapter.kind());
            line("base model", adapter.baseModel() == null ? "not said" : adapter.baseModel());
            Map<Integer, Integer> ranks = new TreeMap<>();
            Map<String, Integer> layers = new TreeMap<>();
            Map<String, Integer> scales = new TreeMap<>();
            long numbers = 0;
            for (Map.Entry<String, LoraPair> e : adapter.pairs().entrySet()) {
                LoraPair pair = e.getValue();
                TensorEntry magnitude = pair.magnitude();
                ranks.merge(pair.a().shape().dim(0), 1, Integer::sum);
                scales.merge(String.format(Locale.ROOT, "%.4g", pair.scale()), 1, Integer::sum);
                layers.merge(e.getKey().substring(e.getKey().lastIndexOf('.') + 1), 1, Integer::sum);
                numbers += pair.a().shape().elements()
                        + pair.b().shape().elements()
                        + (magnitude == null ? 0 : magnitude.shape().elements());
            }
            line("rank", counted(ranks));
            line("scale", counted(scales));
            line("layers", counted(layers));
            line("parameters", "%,d (%s)".formatted(numbers, Units.count(numbers)));
            if (!adapter.replacements().isEmpty()) {
                line("replaces", String.join(", ", adapter.replacements().keySet()));
            }
            if (!adapter.changes().isEmpty()) {
                line("changes", String.join(", ", adapter.changes().keySet()));
            }
            return ExitCode.OK;
        }

        private static String counted(Map<?, Integer> counts) {
            return counts.entrySet().stream()
                    .map(e -> "%s (%d)".formatted(e.getKey(), e.getValue()))
                    .collect(Collectors.joining(", "));
        }

        private void line(String name, String value) {
            console.line("%-12s %s".formatted(name, value));
        }
    }

    /** {@code menura adapter merge}. */
    @Command(
            name = "merge",
            description = {
                "Writes a model with an adapter in its weights, as a Hugging Face folder.",
                "Quantised weights are decoded first, and come out as --type says."
            },
            footer = {
                "%nExamples:",
                "  menura adapter merge Llama-3.2-1B stories-lora -o Llama-3.2-1B-stories",
                "  menura adapter merge Qwen3-0.6B-Q4_K_M.gguf my-lora -o merged --type BF16"
            })
    static final class Merge implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Parameters(index = "0", paramLabel = "MODEL", description = "A Hugging Face folder or a GGUF file.")
        private String model = "";

        @Parameters(index = "1", paramLabel = "ADAPTER", description = "Folder or GGUF file of the adapter.")
        private Path adapter = Path.of("");

        @Option(
                names = {"-o", "--out"},
                paramLabel = "OUT",
                required = true,
                description = "Folder to write.")
        private @Nullable Path out;

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "F32, F16 or BF16 (default: what most of the model is, F16 if it is quantised).")
        private @Nullable FloatType type;

        @Override
        public Integer call() throws IOException {
            try (CtrlC _ = CtrlC.watch()) {
                return merge();
            }
        }

        private int merge() throws IOException {
            Path folder = Objects.requireNonNull(out);
            ModelSource source = ModelSource.open(ModelOptions.find(model));
            DType dtype = type == null ? MergedModel.floatType(source.weights()) : type.dtype();
            DType quantized = MergedModel.quantizedType(source.weights());
            MergedModel.write(source, source.adapter(adapter), folder, dtype);
            if (quantized != null) {
                console.note("the model's %s weights were decoded, and are %s now; `menura convert` quantises them anew"
                        .formatted(quantized, dtype));
            }
            console.line("wrote " + folder);
            return ExitCode.OK;
        }
    }
}
