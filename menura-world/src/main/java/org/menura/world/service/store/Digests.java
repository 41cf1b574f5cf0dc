package org.menura.world.service.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Hashes of databases, by which τ-bench and τ²-bench tell whether two are equal. */
public final class Digests {
    private Digests() {}

    /** Hashes as τ-bench does: SHA-256 of Python's text of nested tuples, dicts sorted by their keys. */
    public static String ofTuples(@Nullable Object value) {
        return sha256(Python.repr(tuples(value)));
    }

    /** Hashes as τ²-bench does: SHA-256 of JSON with sorted keys. */
    public static String ofJson(@Nullable Object value) {
        return sha256(Python.jsonDumps(value, true, -1, true));
    }

    /** Returns whether two values have the same hash: types count, the order of a dict's keys does not. */
    static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            return left.size() == right.size()
                    && left.entrySet().stream()
                            .allMatch(e -> right.containsKey(e.getKey()) && same(e.getValue(), right.get(e.getKey())));
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!same(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return Objects.equals(a, b);
    }

    private static @Nullable Object tuples(@Nullable Object value) {
        List<@Nullable Object> items = new ArrayList<>();
        switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .sorted((a, b) -> PythonText.compare((String) a.getKey(), (String) b.getKey()))
                        .forEach(e -> items.add(PythonTuple.of(e.getKey(), tuples(e.getValue()))));
            case List<?> list -> list.forEach(item -> items.add(tuples(item)));
            case null, default -> {
                return value;
            }
        }
        return new PythonTuple(items);
    }

    private static String sha256(String text) {
        try {
            // Lone surrogates can't be encoded; Python would refuse to hash them.
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
