package org.menura.world.dbbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/**
 * A task of DBBench.
 *
 * @param group its type: INSERT, UPDATE and DELETE change tables, all others ask about them
 * @param label the statement that makes the change, or the answer
 * @param hash of the tables after the change, as the original gives it; empty if the reference statement must be run for it
 * @param query the reference statement; empty if there is none
 * @param numeric whether columns hold numbers where they can
 */
record SqlTask(
        String id,
        String group,
        String question,
        List<SqlTable> tables,
        @Nullable Object label,
        @Nullable Object hash,
        String query,
        boolean numeric,
        String where)
        implements SuiteTask {
    private static final Set<String> WRITES = Set.of("INSERT", "UPDATE", "DELETE");

    static SqlTask of(JsonNode json, String id, boolean numeric, String where) {
        JsonNode table = json.path("table");
        List<SqlTable> tables = new ArrayList<>();
        for (JsonNode one : table.isArray() ? table : List.of(table)) {
            tables.add(SqlTable.of(one, where));
        }
        String type = first(json.path("type"));
        if (type.isEmpty() || !json.path("description").isTextual() || tables.isEmpty()) {
            throw new FormatException(where + " needs a type, a description and a table");
        }
        String label = first(json.path("label"));
        String query = json.path("sql").path("query").asText("");
        return new SqlTask(
                id,
                type,
                question(json),
                tables,
                json.has("label") ? Python.fromJson(json.get("label")) : null,
                json.has("answer_md5") ? Python.fromJson(json.get("answer_md5")) : "",
                WRITES.contains(type) && query.isEmpty() ? label : query,
                numeric,
                where);
    }

    private static String first(JsonNode value) {
        return (value.isArray() ? value.path(0) : value).asText("");
    }

    private static String question(JsonNode json) {
        StringBuilder text = new StringBuilder();
        for (String part : List.of("evidence", "add_description", "description")) {
            String value = json.path(part).asText("").strip();
            if (!value.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(value);
            }
        }
        return text.toString();
    }

    /** Returns whether the task changes tables. */
    boolean isWrite() {
        return WRITES.contains(group);
    }

    /** Creates the database in its first state. */
    PrivateDatabase open() {
        return PrivateDatabase.of(tables, numeric, where);
    }

    /** Returns whether tables have the hash that they should have after the change. */
    boolean isDone(PrivateDatabase database) {
        try {
            String reached = TableHash.of(database, tables);
            return "".equals(hash) ? reached.equals(reference()) : SqlAnswers.sameHash(reached, hash);
        } catch (SQLException e) {
            return false;
        }
    }

    private String reference() throws SQLException {
        try (PrivateDatabase fresh = open()) {
            fresh.query(query);
            return TableHash.of(fresh, tables);
        }
    }

    /** Returns whether an answer is the right one. */
    boolean isRight(@Nullable Object answer) {
        return SqlAnswers.agree(answer, label);
    }

    @Override
    public Trial begin(long seed) {
        return new SqlTrial(this);
    }
}
