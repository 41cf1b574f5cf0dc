package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.train.ledger.FigureEntry;

/** The metadata of a model card, as the hub of Hugging Face names it. */
final class CardMetadata {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build();

    private static final List<Map.Entry<String, String>> PIPELINES = List.of(
            Map.entry("ForCausalLM", "text-generation"),
            Map.entry("ForSequenceClassification", "text-classification"),
            Map.entry("ForTokenClassification", "token-classification"),
            Map.entry("ForMaskedLM", "fill-mask"),
            Map.entry("Whisper", "automatic-speech-recognition"),
            Map.entry("Omni", "image-text-to-text"),
            Map.entry("T5ForConditionalGeneration", "text2text-generation"),
            Map.entry("CLIPModel", "zero-shot-image-classification"),
            Map.entry("SiglipModel", "zero-shot-image-classification"),
            Map.entry("ForConditionalGeneration", "image-text-to-text"));

    private final ModelCard card;

    CardMetadata(ModelCard card) {
        this.card = card;
    }

    String yaml() throws IOException {
        SequencedMap<String, @Nullable Object> all = new LinkedHashMap<>();
        CardSettings settings = card.settings();
        if (!settings.languages().isEmpty()) {
            all.put("language", settings.languages());
        }
        if (settings.license() != null) {
            all.put("license", settings.license().toLowerCase(Locale.ROOT));
        }
        all.put("library_name", library());
        String pipeline = pipeline();
        if (pipeline != null) {
            all.put("pipeline_tag", pipeline);
        }
        all.put("tags", tags());
        String base = base();
        if (base != null) {
            all.put("base_model", base);
            all.put("base_model_relation", card.subject().isAdapter() ? "adapter" : "finetune");
        }
        List<String> data = datasets();
        if (!data.isEmpty()) {
            all.put("datasets", data);
        }
        Map<String, Object> emissions = emissions();
        if (emissions != null) {
            all.put("co2_eq_emissions", emissions);
        }
        List<Object> results = results(pipeline == null ? "text-generation" : pipeline);
        if (!results.isEmpty()) {
            all.put("model-index", List.of(ordered("name", card.name(), "results", results)));
        }
        return YAML.writeValueAsString(all);
    }

    private String library() {
        if (card.subject().isAdapter()) {
            return "peft";
        }
        if (card.config().has("_class_name")) {
            return "diffusers";
        }
        String type = card.config().path("model_type").asText();
        return type.isEmpty() || type.startsWith("menura") ? "menura" : "transformers";
    }

    private @Nullable String pipeline() {
        if (card.config().has("_class_name")) {
            return "text-to-image";
        }
        String task = card.config().path("task_type").asText();
        if (card.subject().isAdapter()) {
            return switch (task) {
                case "SEQ_CLS" -> "text-classification";
                case "TOKEN_CLS" -> "token-classification";
                default -> "text-generation";
            };
        }
        String architecture = card.config().path("architectures").path(0).asText();
        return PIPELINES.stream()
                .filter(p -> architecture.contains(p.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private List<String> tags() {
        List<String> tags = new ArrayList<>(List.of("menura"));
        String type = card.config().path("model_type").asText();
        if (!type.isEmpty()) {
            tags.add(type);
        }
        if (card.subject().isAdapter()) {
            tags.add("lora");
        }
        card.settings().tags().stream().filter(t -> !tags.contains(t)).forEach(tags::add);
        return tags;
    }

    private @Nullable String base() {
        if (card.settings().baseModel() != null) {
            return card.settings().baseModel();
        }
        JsonNode named = card.config().path("base_model_name_or_path");
        return CardSections.says(named) ? lastPart(named.textValue()) : null;
    }

    private List<String> datasets() {
        return card.settings().datasets().isEmpty()
                ? card.data().stream().map(d -> lastPart(d.path())).distinct().toList()
                : card.settings().datasets();
    }

    private static String lastPart(String path) {
        String[] parts = path.replace('\\', '/').split("/");
        return parts[parts.length - 1];
    }

    /** Emissions of training, in grams as the hub wants them. */
    private @Nullable Map<String, Object> emissions() {
        Figure grams = card.figures().find("energy:training/co2_g").orElse(null);
        if (grams == null) {
            return null;
        }
        FigureEntry entry = grams.entry();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("emissions", grams.value());
        out.put(
                "source",
                "Menura's ledger. Processor: %s. Memory: %s. Grid: %s."
                        .formatted(entry.fact("processor"), entry.fact("memory"), entry.fact("grid")));
        out.put("training_type", base() == null && !card.subject().isAdapter() ? "pre-training" : "fine-tuning");
        String place = entry.fact("place");
        if (place != null) {
            out.put("geographical_location", place);
        }
        out.put("hardware_used", Objects.requireNonNullElse(entry.fact("hardware"), "unknown"));
        return out;
    }

    private List<Object> results(String task) {
        List<Object> results = new ArrayList<>();
        for (FigureEntry entry : card.figures().measured()) {
            List<Object> metrics = new ArrayList<>();
            entry.values().forEach((name, value) -> {
                if (!name.equals("n") && !name.contains("_stderr,") && Double.isFinite(value)) {
                    metrics.add(ordered("type", name.split("[,/]")[0], "name", name, "value", value));
                }
            });
            if (!metrics.isEmpty()) {
                Map<String, Object> data = ordered("name", entry.name(), "type", entry.name());
                JsonNode hash = entry.facts().path("data");
                if (hash.size() > 0) {
                    data.put("revision", hash.iterator().next().asText());
                }
                Map<String, Object> asked = new LinkedHashMap<>();
                Double n = entry.values().get("n");
                if (n != null) {
                    asked.put("n", Math.round(n));
                }
                for (String setting : List.of("shots", "limit")) {
                    String value = entry.fact(setting);
                    if (value != null && !value.isEmpty()) {
                        asked.put(setting, value);
                    }
                }
                if (!asked.isEmpty()) {
                    data.put("args", asked);
                }
                results.add(ordered("task", ordered("type", task), "dataset", data, "metrics", metrics));
            }
        }
        return results;
    }

    private static SequencedMap<String, Object> ordered(Object... pairs) {
        SequencedMap<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
