package org.menura.world.textworld.game;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.world.textworld.logic.Fact;
import org.menura.world.textworld.logic.Logic;
import org.menura.world.textworld.logic.Variable;

/** The file of a game: JSON as TextWorld's {@code Game.save} writes it, version 1. */
final class GameFile {
    private static final int VERSION = 1;

    private final String source;
    private final JsonNode root;

    GameFile(Path file) {
        this(file.toString(), Json.parse(file));
    }

    GameFile(String source, JsonNode root) {
        this.source = source;
        this.root = root;
    }

    Game read() {
        if (!root.isObject() || root.path("version").asInt(VERSION) != VERSION) {
            throw error("is not a TextWorld game of version " + VERSION);
        }
        List<Quest> quests = list(root, "quests", this::quest);
        return new Game(
                list(root, "world", this::fact),
                entities(),
                Logic.parse(string(root.path("KB"), "logic")),
                quests,
                objective(),
                walkthrough(quests));
    }

    private Map<String, Entity> entities() {
        Map<String, Entity> entities = new LinkedHashMap<>();
        for (JsonNode pair : array(root, "infos")) {
            JsonNode info = pair.path(1);
            Entity entity = new Entity(
                    string(info, "id"),
                    string(info, "type"),
                    stringOrNull(info, "name"),
                    stringOrNull(info, "desc"),
                    stringOrNull(info, "indefinite"),
                    info.path("synonyms").isArray() ? list(info, "synonyms", this::text) : List.of());
            entities.put(entity.id(), entity);
        }
        return entities;
    }

    private Quest quest(JsonNode quest) {
        return new Quest(
                quest.path("reward").asInt(),
                quest.path("optional").asBoolean(),
                quest.path("repeatable").asBoolean(),
                list(quest, "win_events", this::event),
                list(quest, "fail_events", this::event));
    }

    private Event event(JsonNode event) {
        return new Event(
                list(event.path("condition"), "preconditions", this::fact),
                event.path("commands").isArray() ? list(event, "commands", this::text) : List.of());
    }

    private Fact fact(JsonNode fact) {
        return new Fact(
                string(fact, "name"), list(fact, "arguments", a -> new Variable(string(a, "name"), string(a, "type"))));
    }

    private String objective() {
        String objective = stringOrNull(root, "objective");
        if (objective != null) {
            return objective;
        }
        List<String> told = new ArrayList<>();
        for (JsonNode quest : array(root, "quests")) {
            String description = stringOrNull(quest, "desc");
            if (description != null && !description.isEmpty()) {
                told.add(description);
            }
        }
        return String.join("\nAND\n", told);
    }

    private List<String> walkthrough(List<Quest> quests) {
        JsonNode metadata = root.path("metadata");
        if (metadata.path("walkthrough").isArray()) {
            return list(metadata, "walkthrough", this::text);
        }
        return quests.stream()
                .filter(q -> q.isNeeded())
                .flatMap(q -> q.wins().getFirst().commands().stream())
                .toList();
    }

    private String text(JsonNode node) {
        if (!node.isTextual()) {
            throw error("has something other than a string in a list of strings");
        }
        return node.textValue();
    }

    private JsonNode array(JsonNode node, String field) {
        JsonNode array = node.path(field);
        if (!array.isArray()) {
            throw error("has no list '" + field + "'");
        }
        return array;
    }

    private <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> element) {
        List<T> elements = new ArrayList<>();
        array(node, field).forEach(e -> elements.add(element.apply(e)));
        return elements;
    }

    private String string(JsonNode node, String field) {
        String string = stringOrNull(node, field);
        if (string == null) {
            throw error("has no string '" + field + "' where one is needed");
        }
        return string;
    }

    private static @Nullable String stringOrNull(JsonNode node, String field) {
        return node.path(field).textValue();
    }

    private FormatException error(String what) {
        return new FormatException("The game " + source + " " + what);
    }
}
