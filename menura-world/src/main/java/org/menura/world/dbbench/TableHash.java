package org.menura.world.dbbench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.menura.format.python.Python;

/**
 * The hash by which AgentBench compares tables, as MySQL computes it: MD5 of the sorted first five digits of each row's MD5,
 * where a row is its values that are not null, with commas between them.
 */
final class TableHash {
    /** The default of MySQL's {@code group_concat_max_len}: what follows is cut off. */
    private static final int MAX_BYTES = 1024;

    private static final int DIGITS = 5;

    private TableHash() {}

    /** Hashes all tables of a task: one hash, or several sorted ones with underscores between them. */
    static String of(PrivateDatabase database, List<SqlTable> tables) throws SQLException {
        List<String> hashes = new ArrayList<>();
        for (SqlTable table : tables) {
            hashes.add(of(database, table));
        }
        return hashes.stream().sorted().collect(Collectors.joining("_"));
    }

    private static String of(PrivateDatabase database, SqlTable table) throws SQLException {
        String all = database.read(table).stream()
                .map(row ->
                        row.stream().filter(Objects::nonNull).map(Python::str).collect(Collectors.joining(",")))
                .map(text -> md5(text).substring(0, DIGITS))
                .sorted()
                .collect(Collectors.joining(","));
        return all.isEmpty() ? "None" : md5(all.substring(0, Math.min(MAX_BYTES, all.length())));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
