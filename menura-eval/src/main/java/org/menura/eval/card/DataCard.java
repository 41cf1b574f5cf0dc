package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * A data card as Croissant with its extension for responsible AI, in JSON-LD (docs.mlcommons.org/croissant, versions 1.1 and RAI 1.0):
 * files with hashes and sizes, fields, what was done to the data with counts, and what people say of it.
 */
public final class DataCard {
    /** The version of Croissant that cards conform to. */
    public static final String CROISSANT = "http://mlcommons.org/croissant/1.1";

    /** The version of the extension for responsible AI. */
    public static final String RAI = "http://mlcommons.org/croissant/RAI/1.0";

    /** Headings of the text, and the properties that they become. */
    private static final Map<String, String> HEADINGS = Map.ofEntries(
            Map.entry("collection", "rai:dataCollection"),
            Map.entry("missing data", "rai:dataCollectionMissingData"),
            Map.entry("raw data", "rai:dataCollectionRawData"),
            Map.entry("annotation", "rai:dataAnnotationProtocol"),
            Map.entry("biases", "rai:dataBiases"),
            Map.entry("uses", "rai:dataUseCases"),
            Map.entry("limits", "rai:dataLimitations"),
            Map.entry("social impact", "rai:dataSocialImpact"),
            Map.entry("personal information", "rai:personalSensitiveInformation"),
            Map.entry("maintenance", "rai:dataReleaseMaintenancePlan"));

    private DataCard() {}

    /**
     * A card.
     *
     * @param croissant the JSON-LD
     * @param figures what its text may refer to
     */
    public record Written(String croissant, Figures figures) {}

    /**
     * Writes the card of data.
     *
     * @param place folder of a run of {@code menura data}, its ledger, or a training run
     * @throws FormatException if there is no ledger, a file has changed since, or the text holds a number that no ledger does
     * @throws IOException if something can't be read
     */
    public static Written write(Path place, CardSettings settings) throws IOException {
        DataSubject data = DataSubject.of(place);
        ObjectNode card = JsonNodeFactory.instance.objectNode();
        card.set("@context", DataContext.context());
        card.put("@type", "sc:Dataset");
        card.putArray("conformsTo").add(CROISSANT).add(RAI);
        card.put("name", name(place, settings));
        SequencedMap<String, String> sections = sections(data, settings);
        card.put("description", description(data, sections.remove("")));
        if (settings.license() != null) {
            card.put("license", settings.license());
        }
        if (settings.url() != null) {
            card.put("url", settings.url());
        }
        if (settings.creator() != null) {
            card.putObject("creator").put("@type", "sc:Organization").put("name", settings.creator());
        }
        if (settings.published() != null) {
            card.put("datePublished", settings.published());
        }
        if (settings.version() != null) {
            card.put("version", settings.version());
        }
        if (!settings.languages().isEmpty()) {
            settings.languages().forEach(card.putArray("inLanguage")::add);
        }
        settings.tags().forEach(card.withArray("/keywords")::add);
        card.put("citeAs", citation(card));
        ArrayNode files = card.putArray("distribution");
        ArrayNode records = card.putArray("recordSet");
        Set<String> ids = new LinkedHashSet<>();
        for (DataSubject.DataFile file : data.files()) {
            String id = unique(file.name(), ids);
            String type = DataFields.encoding(file.name());
            ObjectNode one = files.addObject().put("@type", "cr:FileObject").put("@id", id);
            one.put("name", id).put("contentUrl", file.name()).put("encodingFormat", type);
            one.put("contentSize", file.bytes() + " B").put("sha256", file.sha256());
            DataFields.recordSet(file, id, type, records);
        }
        if (records.isEmpty()) {
            card.remove("recordSet");
        }
        if (!data.stages().isEmpty()) {
            ArrayNode protocol = card.putArray("rai:dataPreprocessingProtocol");
            data.stages().forEach(protocol::add);
        }
        if (!data.inputs().isEmpty() && !sections.containsKey("rai:dataCollectionRawData")) {
            card.put("rai:dataCollectionRawData", String.join("; ", data.inputs()));
        }
        sections.forEach(card::put);
        return new Written(card.toPrettyString() + "\n", data.figures());
    }

    private static String name(Path place, CardSettings settings) {
        return settings.name() != null
                ? settings.name()
                : String.valueOf(place.toAbsolutePath().normalize().getFileName());
    }

    private static String unique(String path, Set<String> ids) {
        String base = path.replace('\\', '/').replaceAll("^(\\.\\./|/)+", "").replaceAll("[^\\w./-]", "_");
        String id = base;
        for (int i = 2; !ids.add(id); i++) {
            id = base + "-" + i;
        }
        return id;
    }

    private static String description(DataSubject data, @org.jspecify.annotations.Nullable String said) {
        StringBuilder out = new StringBuilder(said == null || said.isBlank() ? "" : said.strip() + "\n\n");
        out.append("From the ledger:");
        data.figures()
                .all()
                .values()
                .forEach(f -> out.append(' ')
                        .append(f.reference().substring("data:".length()).replace('_', ' '))
                        .append(' ')
                        .append(Numbers.shown(f.value(), "", ""))
                        .append(';'));
        out.setCharAt(out.length() - 1, '.');
        return out.toString();
    }

    private static String citation(JsonNode card) {
        String creator = card.path("creator").path("name").asText();
        String day = card.path("datePublished").asText();
        return "%s%s%s.%s"
                .formatted(
                        creator.isEmpty() ? "" : creator + ": ",
                        card.path("name").asText(),
                        day.isEmpty() ? "" : ", " + day,
                        card.has("url") ? " " + card.path("url").asText() : "");
    }

    /** The text by properties; what stands before the first heading is the description. */
    private static SequencedMap<String, String> sections(DataSubject data, CardSettings settings) {
        SequencedMap<String, String> out = new LinkedHashMap<>();
        String text = settings.text();
        if (text == null) {
            return out;
        }
        Set<String> names = new LinkedHashSet<>(data.figures().names());
        data.files().forEach(f -> names.add(String.valueOf(Path.of(f.name()).getFileName())));
        if (settings.name() != null) {
            names.add(settings.name());
        }
        String property = "";
        for (String line : CardText.resolve(text, settings.textName(), data.figures(), names)
                .lines()
                .toList()) {
            if (line.startsWith("#")) {
                String heading = line.replaceFirst("^#+", "").strip().toLowerCase(Locale.ROOT);
                String known = HEADINGS.get(heading);
                if (known == null) {
                    throw new FormatException("%s: the heading '%s' is none of a data card's: %s"
                            .formatted(
                                    settings.textName(), heading, String.join(", ", new TreeSet<>(HEADINGS.keySet()))));
                }
                property = known;
            } else {
                out.merge(property, line, (a, b) -> a.isEmpty() ? b : a + "\n" + b);
            }
        }
        out.replaceAll((_, section) -> section.strip());
        return out;
    }

    /** Returns the first object of a file of JSON lines. */
    static JsonNode parsed(String line, String where) {
        return Json.parse(line, where);
    }
}
