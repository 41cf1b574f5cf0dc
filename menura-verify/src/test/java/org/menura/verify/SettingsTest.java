package org.menura.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;
import org.menura.format.OutputFolder;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.generate.session.ContextOverflowException;
import org.menura.model.load.Models;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.verify.training.TrainingVerifier;

/**
 * Flips every field that the config classes of other libraries have ({@code testdata/settings/fields.json}) and asks for
 * another result, for an error that names the field, or for a reason why neither is due ({@code settings.json}).
 */
@Tag("slow")
class SettingsTest {
    private static final JsonNode FIELDS = Json.parse(TestData.path("settings/fields.json"));
    private static final JsonNode SETTINGS = Json.parse(TestData.path("settings/settings.json"));
    private static final List<String> CONFIGS =
            List.of("config.json", "scheduler_config.json", "adapter/adapter_config.json");

    private static final CpuBackend OPS =
            new CpuBackend(CpuOptions.fastest().withThreads(1).withExact(true));

    @TempDir
    private Path folder;

    static Stream<String> classes() {
        return SETTINGS.get("cases").properties().stream().map(Map.Entry::getKey);
    }

    @Test
    void everyClassHasACase() {
        List<String> missing = FIELDS.get("classes").properties().stream()
                .map(Map.Entry::getKey)
                .filter(c ->
                        !SETTINGS.get("cases").has(c) && !SETTINGS.get("others").has(c))
                .toList();
        assertEquals(List.of(), missing);
    }

    @ParameterizedTest
    @MethodSource("classes")
    void noFieldIsSilent(String name) throws IOException {
        String[] place = SETTINGS.get("cases").get(name).asText().split("/");
        Path recorded = TestData.path("settings/recorded").resolve(place[0]);
        Path origin = Files.exists(recorded) ? recorded : TestData.path("golden/" + place[0]);
        JsonNode fields = FIELDS.get("classes").path(name);
        Case c = new Case(origin, place.length > 1 ? place[1] : "");
        TreeSet<String> names = new TreeSet<>();
        fields.fieldNames().forEachRemaining(names::add);
        c.own().fieldNames().forEachRemaining(names::add);
        FIELDS.get("classes").get("PreTrainedConfig").fieldNames().forEachRemaining(n -> {
            if (c.config.endsWith("/config.json") && !c.isDiffusers()) {
                names.add(n);
            }
        });
        Map<String, String> silent = new LinkedHashMap<>();
        for (String field : names) {
            if (!field.startsWith("_") && reason(name, field).isEmpty()) {
                String answer = answer(c, name, field, fields.path(field));
                if (!answer.isEmpty()) {
                    silent.put(field, answer);
                }
            }
        }
        assertEquals(Map.of(), silent, name);
    }

    private static String reason(String name, String field) {
        JsonNode reasons = SETTINGS.get("reasons");
        String own = reasons.path(name).path(field).asText();
        return own.isEmpty() ? reasons.get("*").path(field).asText() : own;
    }

    /** What is wrong with a field's answer; empty if nothing is. */
    private String answer(Case c, String name, String field, JsonNode fallback) throws IOException {
        JsonNode now = c.own().path(field);
        JsonNode with = first(
                SETTINGS.get("with").path(field + "@" + name),
                SETTINGS.get("with").path(field));
        List<JsonNode> values = alternatives(name, field, now.isMissingNode() || now.isNull() ? fallback : now);
        if (values.isEmpty()) {
            return "no other value is known; add one to values";
        }
        String before = c.run(with, null, null);
        StringBuilder answers = new StringBuilder();
        for (JsonNode value : values) {
            if (value.equals(now)) {
                continue;
            }
            String after = c.run(with, field, value);
            boolean refused = after.startsWith("refused: ");
            if (refused ? after.contains(field) : !after.equals(before)) {
                return "";
            }
            answers.append(value)
                    .append(refused ? " is " + after : " changes nothing")
                    .append("; ");
        }
        return answers.toString();
    }

    private static JsonNode first(JsonNode a, JsonNode b) {
        return a.isMissingNode() ? b : a;
    }

    private static List<JsonNode> alternatives(String name, String field, JsonNode value) {
        JsonNode given = first(
                SETTINGS.get("values").path(field + "@" + name),
                SETTINGS.get("values").path(field));
        List<JsonNode> out = new ArrayList<>();
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (given.isArray()) {
            given.forEach(out::add);
        } else if (value.isBoolean()) {
            out.add(json.booleanNode(!value.booleanValue()));
        } else if (value.isIntegralNumber()) {
            out.add(json.numberNode(value.intValue() > 0 ? 2 * value.intValue() : 1));
        } else if (value.isNumber()) {
            out.add(json.numberNode(3 * value.doubleValue() + 0.01));
        } else if (value.isTextual()) {
            out.add(json.textNode("something-else"));
        } else if (value.isNull()) {
            out.add(json.numberNode(3));
            out.add(json.textNode("something-else"));
        }
        return out;
    }

    /** A recorded case whose config can be changed, with weights that fit whatever it says. */
    private final class Case {
        private final Path origin;
        private final String part;
        private final String config;
        private final JsonNode fields;
        private int runs;

        Case(Path origin, String part) {
            this.origin = origin;
            this.part = part;
            this.config = CONFIGS.stream()
                    .filter(n -> Files.exists(origin.resolve(n)))
                    .reduce((_, last) -> last)
                    .filter(_ -> !TrainingVerifier.KINDS.contains(kind()))
                    .orElse("golden.json");
            this.fields = Json.parse(origin.resolve(config));
        }

        private String kind() {
            return Json.parse(origin.resolve("golden.json")).path("kind").asText();
        }

        boolean isDiffusers() {
            return fields.has("_class_name");
        }

        /** The fields that are flipped; of a case of training, its settings. */
        JsonNode own() {
            if (config.equals("golden.json")) {
                return fields.has("hyperparameters") ? fields.get("hyperparameters") : fields;
            }
            return part.isEmpty() ? fields : fields.path(part);
        }

        /** The differences to what was recorded, which tell results apart, or what it was refused for. */
        String run(JsonNode with, String field, JsonNode value) throws IOException {
            ObjectNode all = fields.deepCopy();
            ObjectNode own = config.equals("golden.json") && all.has("hyperparameters")
                    ? (ObjectNode) all.get("hyperparameters")
                    : part.isEmpty() ? all : (ObjectNode) all.get(part);
            with.properties().forEach(e -> own.set(e.getKey(), e.getValue()));
            if (field != null) {
                own.set(field, value);
            }
            Path copy = folder.resolve("run" + runs++);
            OutputFolder.copy(origin, copy);
            try {
                Files.writeString(copy.resolve(config), all.toString().replaceAll("\"(-?Infinity)\"", "$1"));
                if (config.equals("config.json")) {
                    weights(all, copy);
                }
                List<Check> checks = TrainingVerifier.verify(copy, OPS);
                return checks.stream()
                        .map(c -> c.output() + c.maxAbsolute() + c.maxRelative() + c.note())
                        .toList()
                        .toString();
            } catch (FormatException | IllegalArgumentException | UncheckedIOException | ContextOverflowException e) {
                return "refused: " + String.valueOf(e.getMessage()).replace(folder.toString(), "");
            }
        }

        private void weights(JsonNode config, Path copy) throws IOException {
            Map<String, TensorEntry> tensors = new LinkedHashMap<>();
            Models.initialize(config, "config.json", 1, OPS)
                    .forEach((name, tensor) -> tensors.put(name, TensorEntry.of(shaken(name, tensor))));
            String file = isDiffusers() ? "diffusion_pytorch_model.safetensors" : "model.safetensors";
            Files.deleteIfExists(copy.resolve(file));
            SafetensorsWriter.write(copy.resolve(file), tensors, SafetensorsWriter.PYTORCH);
        }

        /** Ones and zeros, with which new models begin, hide what they are multiplied with. */
        private static Tensor shaken(String name, Tensor t) {
            float[] values = t.toFloats();
            Random random = new Random(name.hashCode());
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.2 * random.nextGaussian());
            }
            return Tensor.of(values, t.shape().toArray());
        }
    }
}
