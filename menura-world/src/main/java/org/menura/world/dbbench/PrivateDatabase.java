package org.menura.world.dbbench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;
import org.sqlite.Collation;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * A database in memory that SQL of others may be run on: it reaches no file and no other database, a statement ends after a
 * time limit, and the size of values, statements and pages is bounded.
 */
final class PrivateDatabase implements AutoCloseable {
    private static final long NANOS = 5_000_000_000L;
    private static final int STEPS = 10_000;
    private static final int MAX_PAGES = 16_384;
    private static final int MAX_LENGTH = 1_000_000;
    private static final int SHOWN = 800;
    private static final int MAX_ROWS = 10_000;
    private static final Set<String> REFUSED = Set.of("ATTACH", "DETACH", "PRAGMA", "VACUUM");
    private static final Pattern FIRST_WORD =
            Pattern.compile("(?s)\\A(?:[\\s;\\p{Cntrl}\\uFEFF]|--[^\\n]*(?:\\n|\\z)|/\\*.*?(?:\\*/|\\z))*+([A-Za-z]*)");
    private static final Pattern DETAIL = Pattern.compile("(?s)\\[SQLITE_[A-Z_]+\\] .*?\\((.*)\\)");

    private final Connection connection;
    private final Set<String> names;
    private long deadline;

    private PrivateDatabase(Connection connection, List<SqlTable> tables) {
        this.connection = connection;
        names = tables.stream()
                .flatMap(table -> Stream.concat(Stream.of(table.name()), table.columns().stream()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Creates a database of tables.
     *
     * @param numeric whether texts that look like numbers are kept as numbers
     * @throws FormatException if the tables can't be created
     */
    static PrivateDatabase of(List<SqlTable> tables, boolean numeric, String where) {
        try {
            PrivateDatabase database = new PrivateDatabase(DriverManager.getConnection("jdbc:sqlite::memory:"), tables);
            try {
                Collation.create(database.connection, AlikeTexts.NAME, new AlikeTexts());
                database.fill(tables, (numeric ? "NUMERIC" : "TEXT") + " COLLATE " + AlikeTexts.NAME);
                database.confine();
                return database;
            } catch (SQLException e) {
                database.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new FormatException("%s: its tables can't be created: %s".formatted(where, detail(e)), e);
        }
    }

    private void fill(List<SqlTable> tables, String type) throws SQLException {
        for (SqlTable table : tables) {
            String columns = table.columns().stream()
                    .map(name -> SqlTable.quoted(name) + " " + type)
                    .collect(Collectors.joining(", "));
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS %s (%s)".formatted(SqlTable.quoted(table.name()), columns));
            }
            String places = String.join(
                    ", ", java.util.Collections.nCopies(table.columns().size(), "?"));
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO %s VALUES (%s)".formatted(SqlTable.quoted(table.name()), places))) {
                for (List<String> row : table.rows()) {
                    for (int i = 0; i < row.size(); i++) {
                        insert.setString(i + 1, row.get(i));
                    }
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    private void confine() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA temp_store = MEMORY");
            statement.execute("PRAGMA max_page_count = " + MAX_PAGES);
            statement.execute("PRAGMA trusted_schema = OFF");
        }
        SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, MAX_LENGTH);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, MAX_LENGTH);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, 200);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_TRIGGER_DEPTH, 10);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0);
        ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - deadline > 0 ? 1 : 0;
            }
        });
    }

    /**
     * Runs the first statement of an SQL text, written for MySQL.
     *
     * @return its rows, as far as they are shown or counted; none if it gives no rows
     * @throws SQLException if it fails, takes too long, or is not allowed
     */
    List<List<@Nullable Object>> query(String sql) throws SQLException {
        return rows(MySqlText.forSqlite(sql, names), NANOS);
    }

    /** Reads columns of a table. */
    List<List<@Nullable Object>> read(SqlTable table) throws SQLException {
        String columns = table.columns().stream().map(SqlTable::quoted).collect(Collectors.joining(", "));
        return rows("SELECT %s FROM %s".formatted(columns, SqlTable.quoted(table.name())), NANOS);
    }

    private List<List<@Nullable Object>> rows(String sql, long nanos) throws SQLException {
        Matcher first = FIRST_WORD.matcher(sql);
        String word = first.find() ? first.group(1).toUpperCase(Locale.ROOT) : "";
        if (REFUSED.contains(word)) {
            throw new SQLException(word + " is not allowed here");
        }
        deadline = System.nanoTime() + nanos;
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet results = statement.getResultSet()) {
                    int columns = results.getMetaData().getColumnCount();
                    while (rows.size() < MAX_ROWS && results.next()) {
                        List<@Nullable Object> row = new ArrayList<>();
                        for (int i = 1; i <= columns; i++) {
                            Object value = results.getObject(i);
                            row.add(value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value);
                        }
                        rows.add(row);
                    }
                }
            }
        }
        return rows;
    }

    /** Runs a statement and writes what came of it as a client in Python would: a list of tuples, cut after 800 characters. */
    String execute(String sql) {
        return executeWithin(sql, NANOS);
    }

    /** Runs a statement for at most a number of nanoseconds. */
    String executeWithin(String sql, long nanos) {
        String text;
        try {
            text = Python.repr(rows(MySqlText.forSqlite(sql, names), nanos).stream()
                    .map(PrivateDatabase::tuple)
                    .toList());
        } catch (SQLException e) {
            text = "Error: " + detail(e);
        }
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "[TRUNCATED]" : text;
    }

    @SuppressWarnings("NullAway") // The class file of the record doesn't say that items may be null, which they may.
    private static PythonTuple tuple(List<@Nullable Object> row) {
        return new PythonTuple(row);
    }

    /** Takes SQLite's own sentence out of an exception. */
    static String detail(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("SQLITE_INTERRUPT")) {
            return "the statement takes too long";
        }
        Matcher detail = DETAIL.matcher(message);
        return detail.matches() ? detail.group(1) : message;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("A database in memory can't be closed.", e);
        }
    }
}
