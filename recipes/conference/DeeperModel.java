package org.menura.recipes.conference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.Checkpoint;
import org.menura.format.OutputFolder;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.Tensor;

/**
 * Makes a model twice as deep: {@code recipes/run DeeperModel MODEL OUT}. Behind each layer comes a copy of it whose output
 * projections are zero, so that the model says what it said before, and has room to learn (block expansion, LLaMA Pro, arXiv
 * 2401.02415, section 3.2; here a copy behind each layer, and all of them learn).
 */
final class DeeperModel {
    private static final Pattern LAYER = Pattern.compile("(.*\\blayers\\.)(\\d+)(\\..*)");
    private static final List<String> SILENT = List.of(".self_attn.o_proj.weight", ".mlp.down_proj.weight");
    private static final String LAYERS = "num_hidden_layers";

    private DeeperModel() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run DeeperModel MODEL OUT");
            System.exit(2);
        }
        Path from = Path.of(args[0]);
        ObjectNode config = (ObjectNode) Json.parse(from.resolve("config.json"));
        config.put(LAYERS, 2 * config.get(LAYERS).intValue());
        Checkpoint shallow = SafetensorsFile.open(from.resolve("model.safetensors"));
        OutputFolder.write(Path.of(args[1]), to -> {
            Files.createDirectories(to);
            for (String file : List.of("tokenizer.json", "tokenizer_config.json", "generation_config.json")) {
                Files.copy(from.resolve(file), to.resolve(file));
            }
            Files.write(to.resolve("config.json"), config.toPrettyString().getBytes(StandardCharsets.UTF_8));
            SafetensorsWriter.write(to.resolve("model.safetensors"), deeper(shallow), SafetensorsWriter.PYTORCH);
        });
    }

    private static SequencedMap<String, TensorEntry> deeper(Checkpoint shallow) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        for (String name : shallow.names()) {
            Tensor tensor = shallow.tensor(name);
            Matcher layer = LAYER.matcher(name);
            if (!layer.matches()) {
                out.put(name, TensorEntry.of(tensor));
                continue;
            }
            int number = Integer.parseInt(layer.group(2));
            out.put(layer.group(1) + 2 * number + layer.group(3), TensorEntry.of(tensor));
            boolean silent = SILENT.contains(layer.group(3));
            Tensor copy = silent ? Tensor.zeros(tensor.shape().toArray()) : tensor;
            out.put(layer.group(1) + (2 * number + 1) + layer.group(3), TensorEntry.of(copy));
        }
        return out;
    }
}
