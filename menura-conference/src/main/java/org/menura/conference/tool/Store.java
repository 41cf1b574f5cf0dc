package org.menura.conference.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.ToolResult;
import org.menura.format.OutputFile;

/**
 * The database of the conference. Each effect is one transaction, which also notes the key of its call, so that the same
 * key never has an effect twice, whenever the process ends.
 */
public final class Store implements AutoCloseable {
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE IF NOT EXISTS bookings(id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, eur INTEGER NOT NULL, kg INTEGER NOT NULL, status TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS sessions(talk TEXT PRIMARY KEY, room TEXT NOT NULL, start_utc TEXT NOT NULL, end_utc TEXT NOT NULL, status TEXT NOT NULL, uid TEXT NOT NULL, sequence INTEGER NOT NULL, published INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS closures(room TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY(room, day))",
            "CREATE TABLE IF NOT EXISTS escalations(mail TEXT PRIMARY KEY, reason TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS quarantine(mail TEXT PRIMARY KEY, reason TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS approvals(subject TEXT PRIMARY KEY, decision TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS effects(key TEXT PRIMARY KEY, tool TEXT NOT NULL, result TEXT NOT NULL)");

    private final Connection connection;

    /** What an effect does; its result is kept with its key. */
    interface Change {
        String make(Store store) throws SQLException;
    }

    private Store(Connection connection) {
        this.connection = connection;
    }

    /** Opens a database, or creates it. */
    public static Store open(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try {
            Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
            Store store = new Store(c);
            store.update("PRAGMA synchronous=OFF"); // the process may end at any time; the machine is trusted
            for (String table : SCHEMA) {
                store.update(table);
            }
            return store;
        } catch (SQLException e) {
            throw new IOException("the database %s can't be opened: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Makes a change with the key of its call; if that was made before, returns its result. */
    ToolResult effect(String key, String tool, Change change) throws IOException {
        Optional<ToolResult> before = done(key);
        if (before.isPresent()) {
            return before.get();
        }
        try {
            connection.setAutoCommit(false);
            try {
                String result = change.make(this);
                update("INSERT INTO effects VALUES(?, ?, ?)", key, tool, result);
                connection.commit();
                return ToolResult.of(result);
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IOException("%s failed in the database: %s".formatted(tool, e.getMessage()), e);
        }
    }

    /** Returns the result of the effect with a key, if it happened. */
    Optional<ToolResult> done(String key) throws IOException {
        List<Map<String, String>> rows = rows("SELECT result FROM effects WHERE key = ?", key);
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(ToolResult.of(rows.getFirst().getOrDefault("result", "")));
    }

    int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            bind(s, values);
            return s.executeUpdate();
        }
    }

    /** The number of the next row of a table, of three digits. */
    String next(String table) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery("SELECT COUNT(*) + 1 FROM " + table)) {
            return "%03d".formatted(r.next() ? r.getInt(1) : 1);
        }
    }

    List<Map<String, String>> rows(String sql, Object... values) throws IOException {
        List<Map<String, String>> out = new ArrayList<>();
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            bind(s, values);
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    Map<String, String> row = new LinkedHashMap<>();
                    for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                        @Nullable String value = r.getString(i);
                        row.put(r.getMetaData().getColumnName(i), value == null ? "" : value);
                    }
                    out.add(row);
                }
            }
        } catch (SQLException e) {
            throw new IOException("the database failed: " + e.getMessage(), e);
        }
        return out;
    }

    private static void bind(PreparedStatement s, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            s.setObject(i + 1, values[i]);
        }
    }

    /** Writes a copy whose bytes depend on the rows alone. */
    void copy(Path file) throws IOException {
        OutputFile.through(file, part -> {
            Files.deleteIfExists(part);
            try {
                update("VACUUM INTO ?", part.toString());
            } catch (SQLException e) {
                throw new IOException("the database can't be copied to %s: %s".formatted(file, e.getMessage()), e);
            }
        });
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
