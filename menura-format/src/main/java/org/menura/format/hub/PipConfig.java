package org.menura.format.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Finds the index of packages that pip is set to: by PIP_INDEX_URL, else by the key index-url of its files, else pypi.org. */
public final class PipConfig {
    private static final Pattern SECTION = Pattern.compile("\\s*\\[([^]]*)]\\s*");
    private static final Pattern KEY = Pattern.compile("index[-_]url\\s*[=:]\\s*(\\S+)\\s*");

    private PipConfig() {}

    /**
     * Returns the address of the index.
     *
     * @throws FormatException if what is set is no address
     */
    public static URI index() {
        return index(System.getenv(), Path.of(System.getProperty("user.home")), Path.of("/etc/pip.conf"));
    }

    static URI index(Map<String, String> environment, Path home, Path system) {
        String given = environment.get("PIP_INDEX_URL");
        if (given != null && !given.isBlank()) {
            return address(given, "PIP_INDEX_URL");
        }
        // The most particular file comes first.
        for (Path file : files(environment, home, system)) {
            Optional<String> found = Files.isRegularFile(file) ? read(file) : Optional.empty();
            if (found.isPresent()) {
                return address(found.get(), file.toString());
            }
        }
        return PackageIndex.PYPI;
    }

    private static List<Path> files(Map<String, String> environment, Path home, Path system) {
        List<Path> files = new ArrayList<>();
        add(files, environment.get("PIP_CONFIG_FILE"), "");
        add(files, environment.get("VIRTUAL_ENV"), "pip.conf");
        add(files, environment.get("XDG_CONFIG_HOME"), "pip/pip.conf");
        add(files, environment.get("APPDATA"), "pip/pip.ini");
        files.add(home.resolve(".config/pip/pip.conf"));
        files.add(home.resolve("Library/Application Support/pip/pip.conf"));
        files.add(home.resolve(".pip/pip.conf"));
        files.add(system);
        return files;
    }

    private static void add(List<Path> files, @Nullable String folder, String below) {
        if (folder != null && !folder.isBlank()) {
            files.add(below.isEmpty() ? Path.of(folder) : Path.of(folder).resolve(below));
        }
    }

    private static Optional<String> read(Path file) {
        try {
            String section = "";
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                Matcher head = SECTION.matcher(line);
                Matcher key = KEY.matcher(line);
                if (head.matches()) {
                    section = head.group(1).strip();
                } else if (section.equals("global") && key.matches()) {
                    return Optional.of(key.group(1));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI address(String text, String where) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException _) {
            throw new FormatException("%s names '%s', which is no address of a package index".formatted(where, text));
        }
    }
}
