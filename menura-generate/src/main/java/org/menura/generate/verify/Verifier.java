package org.menura.generate.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.model.Config;
import org.menura.model.Registry;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Backend;

/** Holds the checkpoint in a folder against the {@code golden.json} and {@code golden.safetensors} beside it. */
public final class Verifier {
    private Verifier() {}

    /**
     * Runs what the golden files of a folder record.
     *
     * @return a check per output
     * @throws FormatException if the folder holds no golden files, or of a kind that is not known
     */
    public static List<Check> verify(Path folder, Backend ops) {
        Path description = folder.resolve("golden.json");
        Path outputs = folder.resolve("golden.safetensors");
        if (!Files.exists(description) || !Files.exists(outputs)) {
            throw new FormatException(folder + " holds no golden.json and golden.safetensors to verify against");
        }
        JsonNode json = Json.parse(description);
        Checkpoint golden = SafetensorsFile.open(outputs);
        String kind = json.path("kind").asText();
        return switch (kind) {
            case "causal" -> CausalCase.run(Models.decoder(folder, ops), json, golden);
            case "rwkv" -> RwkvCase.run(Models.decoder(folder, ops), json, golden);
            case "generic" -> generic(ModelSource.open(folder), json, golden, ops);
            default -> throw new FormatException(
                    "%s: kind \"%s\" is none that can be verified; known: causal, generic, rwkv"
                            .formatted(description, kind));
        };
    }

    private static List<Check> generic(ModelSource source, JsonNode json, Checkpoint golden, Backend ops) {
        Config config = source.fields();
        return Registry.isEncoderDecoder(config)
                ? Seq2SeqCase.run(Models.encoderDecoder(source, ops), config, json, golden)
                : EncoderCase.run(Models.encoder(source, ops), config, json, golden);
    }
}
