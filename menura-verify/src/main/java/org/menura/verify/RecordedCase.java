package org.menura.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;

/**
 * A case of the recorded form: a folder with {@code golden.json} and {@code golden.safetensors}.
 *
 * @param folder of the case
 * @param kind kind of the case
 * @param settings of the run, but for the tensors
 * @param tensors inputs and outputs
 */
public record RecordedCase(Path folder, String kind, CaseSettings settings, Checkpoint tensors) {
    private static final String DESCRIPTION = "golden.json";
    private static final String TENSORS = "golden.safetensors";

    /** Arguments of the reference's call that change which outputs it returns, not their values. */
    private static final Map<String, Set<String>> HARMLESS = Map.of(
            "output_hidden_states", Set.of("true", "false"),
            "output_attentions", Set.of("true", "false"),
            "output_router_logits", Set.of("false"),
            "return_dict", Set.of("true"),
            "return_loss", Set.of("true", "false"),
            "use_cache", Set.of("true", "false"));

    /** Returns whether a folder holds a case of this form. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(DESCRIPTION)) && Files.exists(folder.resolve(TENSORS));
    }

    /**
     * Opens a case.
     *
     * @throws FormatException if its description is no JSON object, or its tensors are damaged
     */
    public static RecordedCase open(Path folder) {
        Path description = folder.resolve(DESCRIPTION);
        CaseSettings settings = new CaseSettings(Json.parse(description), description.toString());
        return new RecordedCase(
                folder,
                settings.text("kind", ""),
                settings,
                new RecordedTensors(SafetensorsFile.open(folder.resolve(TENSORS))));
    }

    /** Whether the outputs were computed by a release of transformers before {@code major.minor}. */
    boolean recordedBefore(int major, int minor) {
        String[] words = settings.text("library", "").split("[ ,]+");
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals("transformers") && words[i + 1].matches("\\d{1,4}\\.\\d{1,4}(\\..*)?")) {
                String[] parts = words[i + 1].split("\\.");
                int own = Integer.parseInt(parts[0]);
                return own < major || own == major && Integer.parseInt(parts[1]) < minor;
            }
        }
        return false;
    }

    /**
     * Throws, after the outputs were compared, if something that determines them was left out: every setting was read,
     * and every tensor that the reference was given.
     *
     * @throws FormatException if not, naming what was left out
     */
    public void refuseUnread() {
        CaseSettings arguments = settings.part("fixed_arguments");
        for (String name : arguments.names()) {
            if (HARMLESS.getOrDefault(name, Set.of())
                    .contains(arguments.fields().peek(name).asText())) {
                arguments.ignore(name);
            }
        }
        settings.refuseUnread();
        if (tensors instanceof RecordedTensors t) {
            List<String> left = settings.texts("inputs").stream()
                    .filter(n -> t.has(n) && !t.wasRead(n))
                    .toList();
            if (!left.isEmpty()) {
                throw new FormatException("%s: the check of this case does not give the model the inputs %s, which may"
                                .formatted(folder.resolve(DESCRIPTION), String.join(", ", left))
                        + " change its outputs");
            }
        }
    }
}
