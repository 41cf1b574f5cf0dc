package org.menura.format.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.OutputFile;
import org.menura.format.TensorEntry;

/** Writes a model's weights into a folder under the names that transformers looks for. */
public final class ShardedSafetensors {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String WHOLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private ShardedSafetensors() {}

    /**
     * Writes {@code model.safetensors} or, if the tensors take more than {@code maxShardBytes}, several files
     * {@code model-00001-of-00003.safetensors} with an index. Each shard is filled in the order of {@code tensors}; one
     * that is larger than the limit gets a shard of its own. Weights that were there before go once the new ones are
     * complete.
     *
     * @return the files of weights
     * @throws IOException if they can't be written
     */
    public static List<Path> write(Path folder, SequencedMap<String, TensorEntry> tensors, long maxShardBytes)
            throws IOException {
        Files.createDirectories(folder);
        List<SequencedMap<String, TensorEntry>> shards = split(tensors, maxShardBytes);
        List<Path> files = new ArrayList<>();
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.putObject("metadata")
                .put(
                        "total_size",
                        tensors.values().stream()
                                .mapToLong(ShardedSafetensors::bytes)
                                .sum());
        ObjectNode map = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1 ? WHOLE : "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
            Path file = folder.resolve(name);
            SafetensorsWriter.write(file, shards.get(i), SafetensorsWriter.PYTORCH);
            shards.get(i).keySet().forEach(tensor -> map.put(tensor, name));
            files.add(file);
        }
        if (shards.size() == 1) {
            Files.deleteIfExists(folder.resolve(INDEX));
        } else {
            byte[] json = JSON.writeValueAsBytes(index);
            OutputFile.write(folder.resolve(INDEX), json);
            Files.deleteIfExists(folder.resolve(WHOLE));
        }
        deleteOldShards(folder, files);
        return files;
    }

    private static List<SequencedMap<String, TensorEntry>> split(
            SequencedMap<String, TensorEntry> tensors, long maxShardBytes) {
        List<SequencedMap<String, TensorEntry>> shards = new ArrayList<>();
        SequencedMap<String, TensorEntry> shard = new LinkedHashMap<>();
        long filled = 0;
        for (Map.Entry<String, TensorEntry> e : tensors.entrySet()) {
            long bytes = bytes(e.getValue());
            if (!shard.isEmpty() && filled + bytes > maxShardBytes) {
                shards.add(shard);
                shard = new LinkedHashMap<>();
                filled = 0;
            }
            shard.put(e.getKey(), e.getValue());
            filled += bytes;
        }
        shards.add(shard);
        return shards;
    }

    private static void deleteOldShards(Path folder, List<Path> current) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, "model-?????-of-?????.safetensors")) {
            for (Path file : old) {
                if (!current.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static long bytes(TensorEntry tensor) {
        return tensor.dtype().bytes(tensor.shape().elements());
    }
}
