package org.menura.conference.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.conference.tool.Rewriting;

/** Changes files and the database of a conference. */
final class Planting {
    private Planting() {}

    static String text(Path f) throws IOException {
        return Files.readString(f);
    }

    static void edit(Path f, String from, String to) throws IOException {
        assertTrue(text(f).contains(from), f + " lacks " + from);
        Files.writeString(f, text(f).replace(from, to));
    }

    static void editFirst(Path f, String from, String to) throws IOException {
        assertTrue(text(f).contains(from), f + " lacks " + from);
        Files.writeString(f, text(f).replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
    }

    static void sql(Path o, String... statements) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + o.resolve("conference.db"));
                Statement s = c.createStatement()) {
            for (String statement : statements) {
                s.executeUpdate(statement);
            }
        }
    }

    /** Writes the papers anew from a database. */
    static void rewrite(Path inputs, Path o) throws IOException {
        try {
            Rewriting.papers(inputs, o);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
