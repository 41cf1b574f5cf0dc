package org.menura.format.yaml;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.tensor.annotation.Internal;

/**
 * Reads the fields of mappings; what is wrong is refused with its line.
 *
 * @param source where the mappings come from, for messages
 */
@Internal
public record YamlFields(String source) {
    /**
     * Refuses keys that a mapping does not know.
     *
     * @param what what it is, for messages: a profile
     * @throws FormatException if it has another; names its line and what may have been meant
     */
    public void checkKeys(Yaml.Mapping map, Collection<String> keys, String what) {
        map.entries().forEach((key, entry) -> {
            if (!keys.contains(key)) {
                String hint = NearestName.of(key, keys)
                        .map(k -> "did you mean '%s'?".formatted(k))
                        .orElse("it has " + String.join(", ", keys));
                throw wrong(entry.line(), "%s has no key '%s'; %s".formatted(what, key, hint));
            }
        });
    }

    /** Returns the text of a field, or the usual one where there is none. */
    public String text(Yaml.Mapping map, String key, String usual) {
        Yaml.Entry e = map.entries().get(key);
        return e == null ? usual : text(e.value(), key);
    }

    /** Returns the text of a node that stands at a key. */
    public String text(Yaml.Node node, String key) {
        if (node instanceof Yaml.Scalar(Yaml.Type type, String text, int _) && type != Yaml.Type.NOTHING) {
            return text;
        }
        throw wrong(node.line(), "'%s' must be a text".formatted(key));
    }

    /**
     * Returns the text of a field that must be there.
     *
     * @param what what it belongs to, for messages: a profile
     */
    public String required(Yaml.Mapping map, String key, String what) {
        Yaml.Entry e = map.entries().get(key);
        if (e == null) {
            throw wrong(map.line(), "%s needs the key '%s'".formatted(what, key));
        }
        return text(e.value(), key);
    }

    /** Returns the texts of a list; none where it is missing. */
    public List<String> texts(Yaml.Mapping map, String key) {
        return nodes(map, key).stream().map(n -> text(n, key)).toList();
    }

    /** Returns the nodes of a list; none where it is missing. */
    public List<Yaml.Node> nodes(Yaml.Mapping map, String key) {
        Yaml.Entry e = map.entries().get(key);
        if (e == null) {
            return List.of();
        }
        if (e.value() instanceof Yaml.Sequence(List<Yaml.Node> items, int _)) {
            return items;
        }
        throw wrong(e.line(), "'%s' must be a list".formatted(key));
    }

    /** Returns a mapping within a mapping; null where it is missing. */
    public Yaml.@Nullable Mapping mapping(Yaml.Mapping map, String key) {
        Yaml.Entry e = map.entries().get(key);
        return e == null ? null : mapping(e.value(), key);
    }

    /** Returns a node that must be a mapping. */
    public Yaml.Mapping mapping(Yaml.Node node, String key) {
        if (node instanceof Yaml.Mapping map) {
            return map;
        }
        throw wrong(node.line(), "'%s' must be a mapping".formatted(key));
    }

    /** Returns a whole number from least to most, or the usual one where there is none. */
    public long whole(Yaml.Mapping map, String key, long usual, long least, long most) {
        Yaml.Entry e = map.entries().get(key);
        if (e == null) {
            return usual;
        }
        String text = text(e.value(), key);
        try {
            long n = Long.parseLong(text);
            if (n >= least && n <= most) {
                return n;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        String range =
                most >= Integer.MAX_VALUE ? "from %d on".formatted(least) : "from %d to %d".formatted(least, most);
        throw wrong(e.line(), "'%s' must be a whole number %s, not '%s'".formatted(key, range, text));
    }

    /** Returns whether a field is true; false where it is missing. */
    public boolean flag(Yaml.Mapping map, String key) {
        Yaml.Entry e = map.entries().get(key);
        if (e == null) {
            return false;
        }
        String text = text(e.value(), key);
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw wrong(e.line(), "'%s' is true or false, not '%s'".formatted(key, text));
    }

    /** Makes the exception that refuses what stands in a line. */
    public FormatException wrong(int line, String message) {
        return new FormatException("%s, line %d: %s".formatted(source, line, message));
    }
}
