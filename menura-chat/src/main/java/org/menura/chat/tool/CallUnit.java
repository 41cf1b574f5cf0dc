package org.menura.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ArgumentFormat.Keywords;
import org.menura.chat.tool.ArgumentFormat.Tagged;
import org.menura.chat.tool.ArgumentFormat.TypeMark;
import org.menura.chat.tool.CallPart.Arguments;
import org.menura.chat.tool.CallPart.CallObject;
import org.menura.chat.tool.CallPart.Id;
import org.menura.chat.tool.CallPart.Literal;
import org.menura.chat.tool.CallPart.Name;
import org.menura.chat.tool.CallPart.NameToArguments;
import org.menura.format.json.Json;

/**
 * A call whose parts are known, found in a rendering.
 *
 * @param start where the first of its own parts begins
 * @param end where the last one ends
 * @param parts what the call is made of
 */
record CallUnit(int start, int end, List<CallPart> parts) {
    /** Finds the call of a function; null if it is in no form that is known. */
    static @Nullable CallUnit find(String text, String name, String id) {
        int at = text.indexOf(name);
        if (at < 0) {
            return null;
        }
        CallUnit object = object(text, at, name, id);
        if (object != null) {
            return object;
        }
        CallUnit json = nameAndJson(text, at, name, id);
        if (json != null) {
            return json;
        }
        CallUnit keywords = keywords(text, at, name);
        return keywords != null ? keywords : tagged(text, at, name);
    }

    private static @Nullable CallUnit object(String text, int at, String name, String id) {
        for (int open = text.lastIndexOf('{', at); open >= 0; open = text.lastIndexOf('{', open - 1)) {
            int end = jsonEnd(text, open);
            if (end <= at) {
                continue;
            }
            JsonNode object = Json.parse(text.substring(open, end), "a rendered call");
            if (object.path(name).has(CallProbe.KEY) && object.size() == 1) {
                return new CallUnit(open, end, List.of(new NameToArguments()));
            }
            String nameKey = "";
            String argumentsKey = "";
            String idKey = "";
            boolean idFirst = false;
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (member.getValue().asText().equals(name)) {
                    nameKey = member.getKey();
                } else if (member.getValue().has(CallProbe.KEY)) {
                    argumentsKey = member.getKey();
                } else if (member.getValue().asText().equals(id)) {
                    idKey = member.getKey();
                    idFirst = nameKey.isEmpty();
                }
            }
            if (!nameKey.isEmpty() && !argumentsKey.isEmpty()) {
                return new CallUnit(open, end, List.of(new CallObject(nameKey, argumentsKey, idKey, idFirst)));
            }
        }
        return null;
    }

    /** Returns the index behind the JSON value that begins at a place; -1 if there is none. */
    private static int jsonEnd(String text, int open) {
        JsonScanner scanner = new JsonScanner(new StringBuilder());
        int i = open;
        while (i < text.length() && !scanner.isDone()) {
            if (!scanner.accept(text.charAt(i++))) {
                return -1;
            }
        }
        return scanner.isDone() ? i : -1;
    }

    private static @Nullable CallUnit nameAndJson(String text, int at, String name, String id) {
        int behind = at + name.length();
        int open = text.indexOf('{', behind);
        int end = open < 0 ? -1 : jsonEnd(text, open);
        if (end < 0 || !text.substring(open, end).contains(CallProbe.KEY)) {
            return null;
        }
        List<CallPart> parts = new ArrayList<>();
        int start = at;
        int before = text.lastIndexOf(id, at);
        if (before >= 0) {
            start = before;
            parts.add(new Id());
            parts.add(new Literal(text.substring(before + id.length(), at)));
        }
        parts.add(new Name());
        String between = text.substring(behind, open);
        int inside = between.indexOf(id);
        if (inside >= 0) {
            parts.add(new Literal(between.substring(0, inside)));
            parts.add(new Id());
            between = between.substring(inside + id.length());
        }
        parts.add(new Literal(between));
        parts.add(Forms.JSON);
        return new CallUnit(start, end, List.copyOf(parts));
    }

    private static @Nullable CallUnit keywords(String text, int at, String name) {
        int behind = at + name.length();
        Input rest = new Input();
        rest.append(text.substring(behind));
        rest.end();
        ArgumentReader reader = ArgumentReader.of(new Keywords(), ArgumentTypes.UNKNOWN);
        boolean done =
                reader.read(rest) == ArgumentReader.Status.DONE && reader.take().contains(CallProbe.KEY);
        return done ? new CallUnit(at, behind + rest.position(), List.of(new Name(), Forms.KEYWORDS)) : null;
    }

    private static @Nullable CallUnit tagged(String text, int at, String name) {
        int behind = at + name.length();
        int key = text.indexOf(CallProbe.KEY, behind);
        int value = key < 0 ? -1 : text.indexOf(CallProbe.VALUE, key);
        int otherKey = value < 0 ? -1 : text.indexOf(CallProbe.OTHER_KEY, value);
        int otherValue = otherKey < 0 ? -1 : text.indexOf(CallProbe.OTHER_VALUE, otherKey);
        if (otherValue < 0) {
            return null;
        }
        String toKey = text.substring(behind, key);
        String toValue = text.substring(key + CallProbe.KEY.length(), value);
        String toOther = text.substring(value + CallProbe.VALUE.length(), otherKey);
        int tag = Math.max(toKey.lastIndexOf('<'), toKey.lastIndexOf('['));
        String keyOpen = tag < 0 ? toKey.strip() : toKey.substring(tag);
        if (keyOpen.isEmpty() || !toOther.endsWith(keyOpen)) {
            return null;
        }
        String valueClose = toOther.substring(0, toOther.length() - keyOpen.length());
        int valueTag = toValue.lastIndexOf('<');
        int split = valueTag > 0 ? valueTag : toValue.stripTrailing().length();
        String afterValue = text.substring(otherValue + CallProbe.OTHER_VALUE.length());
        String closing = valueClose.stripTrailing();
        if (closing.isBlank() || !afterValue.startsWith(closing)) {
            return null;
        }
        int end = otherValue + CallProbe.OTHER_VALUE.length() + closing.length();
        List<CallPart> parts = new ArrayList<>(List.of(new Name()));
        String nameClose = toKey.substring(0, toKey.length() - keyOpen.length());
        if (!nameClose.isEmpty()) {
            parts.add(new Literal(nameClose));
        }
        parts.add(new Arguments(new Tagged(
                keyOpen, toValue.substring(0, split), toValue.substring(split), valueClose, TypeMark.NONE, false)));
        return new CallUnit(at, end, List.copyOf(parts));
    }
}
