package org.menura.data.warc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Named fields of a WARC record or an HTTP message, in the order of the file. Names are compared without case. */
public record WarcHeaders(List<Field> fields) {
    /** A field: its name as written and its value without outer blanks. */
    public record Field(String name, String value) {}

    /** Keeps a copy of the fields. */
    public WarcHeaders {
        fields = List.copyOf(fields);
    }

    /** Returns the first value of a name, or null. */
    public @Nullable String first(String name) {
        for (Field f : fields) {
            if (f.name().equalsIgnoreCase(name)) {
                return f.value();
            }
        }
        return null;
    }

    /** Returns all values of a name. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(f -> f.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Reads fields from lines; a line that begins with a blank goes on with the one before, one without a colon is passed over. */
    static WarcHeaders of(List<String> lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t') && !fields.isEmpty()) {
                Field last = fields.removeLast();
                fields.add(new Field(last.name(), (last.value() + " " + line.strip()).strip()));
            } else if (colon > 0) {
                fields.add(new Field(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip()));
            }
        }
        return new WarcHeaders(fields);
    }
}
