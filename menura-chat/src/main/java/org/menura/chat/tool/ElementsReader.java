package org.menura.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.Input.Found;

/** A reader of arguments that are elements within elements. */
final class ElementsReader extends ArgumentReader {
    private static final int MAX_KEY = 256;
    private static final int MAX_DEPTH = 100;
    private static final String ITEM = "item";

    private final String open;
    private final ArgumentTypes types;

    private int arguments;
    /** The argument whose value comes; empty between arguments. */
    private String key = "";

    private boolean isString;
    /** How many elements of the argument's name are open within it. */
    private int depth;

    private final StringBuilder value = new StringBuilder();

    ElementsReader(ArgumentFormat.Elements format, ArgumentTypes types) {
        this.open = format.prefix() + "<";
        this.types = types;
    }

    @Override
    boolean hasBegun() {
        return arguments > 0;
    }

    @Override
    Status read(Input input) {
        Status status = null;
        while (status == null) {
            status = key.isEmpty() ? tag(input) : value(input);
        }
        return status;
    }

    private @Nullable Status tag(Input input) {
        int at = input.skipSpace(input.position());
        if (at == input.length()) {
            return Status.MORE;
        }
        int begin = input.flexible(at, open);
        if (begin == Input.MAYBE || begin == input.length()) {
            return Status.MORE;
        }
        if (begin == Input.NO || input.at(begin) == '/') {
            json.append(arguments == 0 ? "{}" : "}");
            return Status.DONE;
        }
        Found found = input.find(begin, List.of(">"));
        String name = input.from(begin, found.at());
        if (!isName(name)) {
            return name.isEmpty() && !found.exists() ? Status.MORE : Status.FAILED;
        }
        if (!found.exists()) {
            return Status.MORE;
        }
        key = name;
        isString = types.isString(types.schema(key));
        json.append(arguments == 0 ? "{" : ", ").append(JsonText.string(key)).append(isString ? ": \"" : ": ");
        arguments++;
        depth = 0;
        value.setLength(0);
        input.moveTo(found.end());
        return null;
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_KEY
                && text.chars().noneMatch(c -> Character.isWhitespace(c) || c == '<' || c == '/' || c == '"');
    }

    private @Nullable Status value(Input input) {
        String close = close(key);
        String again = open + key + ">";
        Found found = input.find(input.position(), isString ? List.of(close) : List.of(close, again));
        value.append(input.from(input.position(), found.at()));
        input.moveTo(found.at());
        if (isString) {
            JsonText.append(json, value);
            value.setLength(0);
        }
        if (!found.exists()) {
            return Status.MORE;
        }
        input.moveTo(found.end());
        if (!isString && JsonScanner.breaksOffInString(value.toString().strip(), false)) {
            value.append(found.delimiter()); // a string within JSON holds it
            return null;
        }
        boolean closes = found.delimiter().equals(close);
        depth += closes ? -1 : 1;
        if (depth >= 0) {
            value.append(found.delimiter());
            return null;
        }
        json.append(isString ? "\"" : json(value.toString(), types.schema(key), 0));
        key = "";
        return null;
    }

    private String close(String name) {
        return open + "/" + name + ">";
    }

    /** Returns the JSON of what an element holds. */
    private String json(String text, JsonNode schema, int nesting) {
        String inner = text.strip();
        Set<String> kinds = types.types(schema);
        if (inner.isEmpty() && !kinds.contains("string")) {
            return kinds.contains("array") ? "[]" : kinds.contains("object") ? "{}" : types.json(schema, text);
        }
        if (!inner.startsWith(open) || nesting > MAX_DEPTH) {
            return types.json(schema, text);
        }
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        int at = 0;
        while (at < inner.length()) {
            int nameEnd = inner.indexOf('>', at + open.length());
            String name = inner.startsWith(open, at) && nameEnd > 0 ? inner.substring(at + open.length(), nameEnd) : "";
            int end = isName(name) ? end(inner, nameEnd + 1, name) : -1;
            if (end < 0) {
                return JsonText.string(text);
            }
            JsonNode of = name.equals(ITEM) ? types.items(schema) : types.property(schema, name);
            names.add(name);
            values.add(json(inner.substring(nameEnd + 1, end), of, nesting + 1));
            at = end + close(name).length();
            while (at < inner.length() && Character.isWhitespace(inner.charAt(at))) {
                at++;
            }
        }
        boolean isList = names.stream().allMatch(ITEM::equals)
                && (kinds.contains("array") || types.property(schema, ITEM).isMissingNode());
        StringBuilder out = new StringBuilder(isList ? "[" : "{");
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ", ");
            out.append(isList ? "" : JsonText.string(names.get(i)) + ": ").append(values.get(i));
        }
        return out.append(isList ? "]" : "}").toString();
    }

    /** Returns where the element closes whose text begins at a place; -1 if it does not. */
    private int end(String text, int from, String name) {
        String close = close(name);
        String again = open + name + ">";
        int nested = 0;
        int at = from;
        while (true) {
            int nextClose = text.indexOf(close, at);
            int nextOpen = text.indexOf(again, at);
            if (nextClose < 0) {
                return -1;
            }
            if (nextOpen >= 0 && nextOpen < nextClose) {
                nested++;
                at = nextOpen + again.length();
            } else if (nested-- == 0) {
                return nextClose;
            } else {
                at = nextClose + close.length();
            }
        }
    }
}
