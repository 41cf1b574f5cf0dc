package org.menura.format.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.ShardedCheckpoint;
import org.menura.format.json.Json;
import org.menura.format.onnx.OnnxWeights;
import org.menura.format.pickle.PickleFile;
import org.menura.format.safetensors.SafetensorsFile;

/** Finds the weights in a folder and opens them by the kind of file. */
final class WeightFiles {
    private static final List<String> USUAL = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "diffusion_pytorch_model.safetensors",
            "diffusion_pytorch_model.safetensors.index.json",
            "model.fp16.safetensors",
            "diffusion_pytorch_model.fp16.safetensors",
            "pytorch_model.bin",
            "pytorch_model.bin.index.json",
            "diffusion_pytorch_model.bin",
            "diffusion_pytorch_model.bin.index.json");
    private static final String INDEX = ".index.json";
    private static final List<String> ENDINGS = List.of(".safetensors", ".pth", ".pt", ".bin", ".onnx");
    /** What trainers and checks leave in a folder beside the weights. */
    private static final Set<String> NO_WEIGHTS = Set.of(
            "golden.safetensors",
            "adapter_model.safetensors",
            "adapter_model.bin",
            "training_args.bin",
            "optimizer.pt",
            "optimizer.bin",
            "scheduler.pt",
            "rng_state.pth",
            "scaler.pt");

    private WeightFiles() {}

    /** The weights in a folder under one of the usual names, or else the only file that can hold any. */
    static Checkpoint find(Path folder) {
        for (String name : USUAL) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                return name.endsWith(INDEX) ? openSharded(file) : open(file);
            }
        }
        for (String ending : ENDINGS) {
            List<Path> files = list(folder, ending);
            if (files.size() > 1) {
                throw new FormatException("%s holds %d files that may be the weights (%s, %s, …): name one of them"
                        .formatted(
                                folder,
                                files.size(),
                                files.get(0).getFileName(),
                                files.get(1).getFileName()));
            }
            if (files.size() == 1) {
                return open(files.getFirst());
            }
        }
        Path adapter = folder.resolve(PeftAdapter.CONFIG);
        if (Files.exists(adapter)) {
            throw new FormatException(
                    "%s holds an adapter and no model; open the model that it belongs to (%s) with it (--adapter)"
                            .formatted(
                                    folder,
                                    Json.parse(adapter)
                                            .path("base_model_name_or_path")
                                            .asText("its file does not say which")));
        }
        throw new FormatException("%s holds no weights: there is none of %s and no other file that ends in %s"
                .formatted(folder, String.join(", ", USUAL), String.join(", ", ENDINGS)));
    }

    /** Whether a file's name is that of weights. */
    static boolean isWeights(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** Whether a file's name is that of an index of shards. */
    static boolean isIndex(Path file) {
        return file.getFileName().toString().endsWith(INDEX);
    }

    /** One file of weights. */
    static Checkpoint open(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors")) {
            return SafetensorsFile.open(file);
        }
        return name.endsWith(".onnx") ? OnnxWeights.open(file) : PickleFile.open(file);
    }

    private static Checkpoint openSharded(Path index) {
        JsonNode map = Json.parse(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new FormatException(index + ": weight_map must be an object that names the file of each tensor");
        }
        Map<String, Checkpoint> shards = new HashMap<>();
        SequencedMap<String, Checkpoint> shardOf = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : map.properties()) {
            if (!e.getValue().isTextual()) {
                throw new FormatException("%s: weight_map.%s must be a file name".formatted(index, e.getKey()));
            }
            String file = e.getValue().textValue();
            shardOf.put(e.getKey(), shards.computeIfAbsent(file, f -> openShard(index, f)));
        }
        return new ShardedCheckpoint(index.toString(), shardOf);
    }

    private static Checkpoint openShard(Path index, String name) {
        if (name.contains("/") || name.contains("\\") || name.indexOf('\0') >= 0 || name.equals("..")) {
            throw new FormatException(
                    "%s: weight_map names \"%s\", which is not a file of the same folder".formatted(index, name));
        }
        Path shard = index.resolveSibling(name);
        if (!Files.exists(shard)) {
            throw new FormatException(
                    "%s names the file %s, which is missing; is the download complete?".formatted(index, name));
        }
        return open(shard);
    }

    private static List<Path> list(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith(ending))
                    .filter(f -> !NO_WEIGHTS.contains(f.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
