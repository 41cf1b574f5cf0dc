package org.menura.eval.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** An object of a baseline's file, whose fields are checked as they are read. */
record BaselineNode(Path file, JsonNode node) {
    JsonNode field(String name) {
        JsonNode field = optionalField(name);
        if (field == null) {
            throw wrong(name, "is missing");
        }
        return field;
    }

    @Nullable
    JsonNode optionalField(String name) {
        JsonNode field = node.get(name);
        return field == null || field.isNull() ? null : field;
    }

    @Nullable
    BaselineNode optional(String name) {
        JsonNode field = optionalField(name);
        return field == null ? null : new BaselineNode(file, field);
    }

    FormatException wrong(String name, String how) {
        return new FormatException("%s is damaged: '%s' %s.".formatted(file, name, how));
    }

    String text(String name) {
        return field(name).asText();
    }

    int integer(String name) {
        JsonNode field = field(name);
        if (!field.canConvertToInt()) {
            throw wrong(name, "is no whole number");
        }
        return field.asInt();
    }

    Path path(String name) {
        try {
            return Path.of(text(name));
        } catch (InvalidPathException e) {
            throw wrong(name, "is no path");
        }
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        try {
            return Enum.valueOf(type, text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name, "is none of " + List.of(type.getEnumConstants()));
        }
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        field(name).forEach(value -> texts.add(value.asText()));
        return texts;
    }

    double[] doubles(String name) {
        JsonNode field = field(name);
        double[] values = new double[field.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = field.path(i);
            if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
                throw wrong(name, "has a value that is no number");
            }
            values[i] = value.asDouble();
        }
        return values;
    }

    boolean[] truths(String name) {
        JsonNode field = field(name);
        boolean[] values = new boolean[field.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = field.path(i).asBoolean();
        }
        return values;
    }
}
