package org.menura.conference.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.json.Json;

/** The outputs of a run: rows of the database and mails; other files are read by those who check them. */
record Outputs(
        Path folder,
        List<Map<String, String>> bookings,
        List<Map<String, String>> sessions,
        List<Map<String, String>> escalations,
        List<Map<String, String>> quarantine,
        List<Map<String, String>> effects,
        List<Mail> sent,
        List<JsonNode> claims) {
    static Outputs read(Path folder) throws IOException {
        Map<String, List<Map<String, String>>> tables = new HashMap<>();
        Path db = folder.resolve("conference.db");
        if (Files.exists(db)) {
            try (Connection c = DriverManager.getConnection("jdbc:sqlite:file:" + db.toAbsolutePath() + "?mode=ro")) {
                for (String table : List.of("bookings", "sessions", "escalations", "quarantine", "effects")) {
                    tables.put(table, rows(c, table));
                }
            } catch (SQLException e) {
                throw new IOException("%s can't be read: %s".formatted(db, e.getMessage()), e);
            }
        }
        List<Mail> sent = new ArrayList<>();
        for (Path p : Inputs.list(folder.resolve("sent"))) {
            if (p.toString().endsWith(".eml")) {
                sent.add(Mail.read(p));
            }
        }
        List<JsonNode> claims = new ArrayList<>();
        Path file = folder.resolve("claims.jsonl");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                claims.add(Json.parse(line, file.toString()));
            }
        }
        return new Outputs(
                folder,
                tables.getOrDefault("bookings", List.of()),
                tables.getOrDefault("sessions", List.of()),
                tables.getOrDefault("escalations", List.of()),
                tables.getOrDefault("quarantine", List.of()),
                tables.getOrDefault("effects", List.of()),
                sent,
                claims);
    }

    private static List<Map<String, String>> rows(Connection c, String table) throws SQLException {
        List<Map<String, String>> out = new ArrayList<>();
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SELECT * FROM " + table + " ORDER BY 1")) {
            while (r.next()) {
                Map<String, String> row = new HashMap<>();
                for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                    String value = r.getString(i);
                    row.put(r.getMetaData().getColumnName(i), value == null ? "" : value);
                }
                out.add(row);
            }
        }
        return out;
    }

    /** The bookings of a kind that are not cancelled. */
    List<Map<String, String>> active(String kind) {
        return bookings.stream()
                .filter(b -> kind.equals(b.get("kind")) && "active".equals(b.get("status")))
                .toList();
    }

    List<Map<String, String>> scheduled() {
        return sessions.stream()
                .filter(s -> "scheduled".equals(s.get("status")))
                .toList();
    }

    /** The id of the booked venue, or an empty text. */
    String venue() {
        List<Map<String, String>> venues = active("venue");
        return venues.isEmpty() ? "" : venues.getFirst().getOrDefault("subject", "");
    }
}
