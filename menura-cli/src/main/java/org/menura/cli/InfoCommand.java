package org.menura.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.menura.format.Checkpoint;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufStrings;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelInfo;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura info}: what a model is made of. */
@Command(
        name = "info",
        aliases = "show",
        description = "Shows a model's architecture, sizes, tensor types, tokenizer and metadata.",
        footer = {
            "%nExamples:",
            "  menura info models/stories260K",
            "  menura info Qwen3-0.6B-Q4_K_M.gguf --tensors",
            "  menura info SmolVLM-Q8_0.gguf --mmproj mmproj-SmolVLM-F16.gguf",
            "  menura show Qwen/Qwen3-0.6B"
        })
final class InfoCommand implements Callable<Integer> {
    private static final int LONGEST_VALUE = 100;

    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelArgument model = new ModelArgument();

    @Mixin
    private ProjectorOption projector = new ProjectorOption();

    @Option(names = "--tensors", description = "List all tensors with their types and shapes.")
    private boolean tensors;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        LoadedModel bundle =
                LoadedModel.open(projector.join(model.path()), Optional.empty(), new CpuBackend(CpuOptions.fastest()));
        ModelInfo info = ModelInfo.of(bundle);
        if (json) {
            console.line(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json(bundle, info)));
        } else {
            print(bundle, info);
        }
        return 0;
    }

    private void print(LoadedModel bundle, ModelInfo info) {
        line("model", bundle.source().path().toString());
        if (projector.isGiven()) {
            line("sees with", projector.name());
        }
        line("architecture", "%s (%s, %s)".formatted(info.family(), info.modelType(), info.kind()));
        line("parameters", "%,d (%s)".formatted(info.parameters(), Units.count(info.parameters())));
        line("size", Units.bytes(info.totalBytes()));
        info.bytes()
                .forEach((type, bytes) -> line(
                        "",
                        "%s: %s in %d tensors"
                                .formatted(
                                        type, Units.bytes(bytes), info.tensors().get(type))));
        line("context", bounded(info) ? info.contextLength() + " tokens" : "no bound");
        line(
                "state",
                info.stateBytes() == 0
                        ? "none"
                        : "%s at %d tokens".formatted(Units.bytes(info.stateBytes()), info.stateTokens()));
        line("tokenizer", tokenizer(bundle));
        bundle.source().config().properties().forEach(field -> line(field.getKey(), shortened(field.getValue())));
        GgufFile gguf = bundle.source().gguf();
        if (gguf != null) {
            gguf.metadata().forEach((key, value) -> line(key, metadata(value)));
        }
        if (tensors) {
            Checkpoint weights = bundle.source().weights();
            weights.names()
                    .forEach(name ->
                            console.line("%-8s %-24s %s".formatted(weights.dtype(name), weights.shape(name), name)));
        }
    }

    private static boolean bounded(ModelInfo info) {
        return info.contextLength() != Integer.MAX_VALUE;
    }

    private static String tokenizer(LoadedModel bundle) {
        return bundle.text().hasTokenizer() ? bundle.text().vocabularySize() + " tokens" : "none";
    }

    private void line(String name, String value) {
        console.line("%-28s %s".formatted(name, value));
    }

    private static String metadata(Object value) {
        if (isArray(value)) {
            int length = value instanceof GgufStrings texts ? texts.size() : Array.getLength(value);
            return "[%d values]".formatted(length);
        }
        return shortened(value).replace("\n", "\\n");
    }

    private static boolean isArray(Object value) {
        return value instanceof GgufStrings || value.getClass().isArray();
    }

    private static String shortened(Object value) {
        String text = value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    private ObjectNode json(LoadedModel bundle, ModelInfo info) {
        ObjectNode out = new ObjectMapper().createObjectNode();
        out.put("model", bundle.source().path().toString());
        out.put("family", info.family());
        out.put("model_type", info.modelType());
        out.put("kind", info.kind());
        out.put("parameters", info.parameters());
        out.put("bytes", info.totalBytes());
        ObjectNode types = out.putObject("types");
        info.bytes()
                .forEach((type, bytes) -> types.putObject(type.name())
                        .put("tensors", info.tensors().get(type))
                        .put("bytes", bytes));
        if (bounded(info)) {
            out.put("context_length", info.contextLength());
        }
        out.put("state_bytes", info.stateBytes());
        out.put("state_tokens", info.stateTokens());
        if (bundle.text().hasTokenizer()) {
            out.put("vocabulary", bundle.text().vocabularySize());
        }
        out.set("config", bundle.source().config());
        GgufFile gguf = bundle.source().gguf();
        if (gguf != null) {
            out.set(
                    "metadata",
                    new ObjectMapper()
                            .valueToTree(gguf.metadata().entrySet().stream()
                                    .filter(e -> !isArray(e.getValue()))
                                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
        }
        if (tensors) {
            ArrayNode list = out.putArray("tensors");
            Checkpoint weights = bundle.source().weights();
            for (String name : weights.names()) {
                ArrayNode shape = list.addObject()
                        .put("name", name)
                        .put("type", weights.dtype(name).name())
                        .putArray("shape");
                for (long size : weights.shape(name).toArray()) {
                    shape.add(size);
                }
            }
        }
        return out;
    }
}
