package org.menura.verify.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.data.warc.HttpBody;
import org.menura.data.warc.HttpResponse;
import org.menura.data.warc.WarcReader;
import org.menura.data.warc.WarcRecord;
import org.menura.format.json.Json;
import org.menura.verify.Check;

/**
 * Web archives with what another reader found in them: NAME.warc or NAME.warc.gz beside NAME.records.jsonl, a line for each
 * record in the order of the archive. Fields of a line that are not known are named in the check, as they are not compared.
 */
public final class WarcCase {
    private static final String RECORDS = ".records.jsonl";
    private static final List<String> ARCHIVES = List.of(".warc.gz", ".warc", ".arc.gz", ".arc");
    private static final int LIMIT = 1 << 30;
    private static final int SHOWN = 3;
    private static final Object UNKNOWN = new Object();

    private WarcCase() {}

    /** Returns whether a folder holds an archive with its records beside it. */
    public static boolean isIn(Path folder) {
        return Files.isDirectory(folder) && !records(folder).isEmpty();
    }

    /**
     * Holds the reader against the recorded archives of a folder.
     *
     * @return for each archive a check per kind of record
     */
    public static List<Check> run(Path folder) {
        List<Check> checks = new ArrayList<>();
        for (Path records : records(folder)) {
            checks.addAll(check(archive(records), records));
        }
        return checks;
    }

    private static List<Path> records(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(f -> f.toString().endsWith(RECORDS) && archive(f) != null)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Path archive(Path records) {
        String file = String.valueOf(records.getFileName());
        String name = file.substring(0, file.length() - RECORDS.length());
        return ARCHIVES.stream()
                .map(end -> records.resolveSibling(name + end))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    private static List<Check> check(@Nullable Path archive, Path records) {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        String name = String.valueOf(Objects.requireNonNull(archive).getFileName());
        int line = 0;
        try (Stream<String> lines = Files.lines(records);
                WarcReader reader = WarcReader.open(archive, LIMIT, faults::add)) {
            for (Iterator<String> i = lines.iterator(); i.hasNext(); ) {
                String text = i.next();
                line++;
                if (text.isBlank()) {
                    continue;
                }
                JsonNode expected = Json.parse(text, records + ", line " + line);
                WarcRecord record = reader.next();
                Tally tally = tallies.computeIfAbsent(expected.path("type").asText(), t -> new Tally());
                tally.records++;
                if (record == null) {
                    tally.wrong.add("record %d is missing".formatted(line));
                } else {
                    compare(record, expected, "record " + line, tally);
                }
            }
            if (reader.next() != null) {
                tallies.computeIfAbsent("more", t -> new Tally()).wrong.add("there are more records than recorded");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tallies.computeIfAbsent("faults", t -> new Tally()).wrong.addAll(faults);
        List<Check> checks = new ArrayList<>();
        tallies.forEach((type, tally) -> checks.add(tally.check(name + " " + type)));
        return checks;
    }

    private static final class Tally {
        private final List<String> wrong = new ArrayList<>();
        private final Set<String> unknown = new TreeSet<>();
        private int records;

        Check check(String name) {
            if (wrong.isEmpty()) {
                String not = unknown.isEmpty() ? "" : "; not compared, as not known: " + String.join(", ", unknown);
                return new Check(name, 0, 0, 0, true, records + " records" + not);
            }
            List<String> first = wrong.subList(0, Math.min(SHOWN, wrong.size()));
            return Check.failed(name, "%d differ: %s".formatted(wrong.size(), String.join("; ", first)));
        }
    }

    private static void compare(WarcRecord record, JsonNode expected, String where, Tally tally) {
        HttpResponse response = record.response();
        HttpBody body = response == null ? null : response.body(LIMIT);
        expected.properties().forEach(field -> {
            Object found = value(field.getKey(), record, response, body);
            Object wanted = plain(field.getValue());
            boolean bracketed = field.getKey().equals("uri")
                    && Objects.equals(wanted, record.headers().first("WARC-Target-URI"));
            if (found == UNKNOWN) {
                tally.unknown.add(field.getKey());
            } else if (!Objects.equals(found, wanted) && !bracketed) {
                tally.wrong.add("%s: %s is %s instead of %s".formatted(where, field.getKey(), found, wanted));
            }
        });
    }

    private static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL -> null;
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.longValue();
            default -> node.asText();
        };
    }

    private static @Nullable Object value(
            String field, WarcRecord record, @Nullable HttpResponse response, @Nullable HttpBody body) {
        return switch (field) {
            case "type" -> record.type();
            case "version" -> record.version();
            case "uri" -> record.uri();
            case "date" -> record.date();
            case "id", "record_id" -> record.id();
            case "content_length" -> record.length();
            case "truncated" -> record.headers().first("WARC-Truncated");
            case "payload_digest" -> record.headers().first("WARC-Payload-Digest");
            case "block_digest" -> record.headers().first("WARC-Block-Digest");
            case "block_sha256" -> sha256(record.block());
            case "status" -> response == null ? null : (long) response.status();
            case "content_type" -> header(response, "Content-Type");
            case "transfer_encoding" -> header(response, "Transfer-Encoding");
            case "content_encoding" -> header(response, "Content-Encoding");
            case "location" -> header(response, "Location");
            case "dechunked" -> body == null ? null : body.dechunked();
            case "gunzipped", "ungzipped", "gunzip", "decompressed", "inflated", "unpacked", "decoded" ->
                body == null ? null : body.unpacked();
            case "raw_length" -> response == null ? null : (long) response.raw().length;
            case "body_length" -> body == null ? null : (long) body.bytes().length;
            case "body_sha256" -> body == null ? null : sha256(body.bytes());
            case "payload_sha1_base32_of_raw" -> response == null ? null : base32(digest("SHA-1", response.raw()));
            default -> UNKNOWN;
        };
    }

    private static @Nullable String header(@Nullable HttpResponse response, String name) {
        return response == null ? null : response.headers().first(name);
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest("SHA-256", bytes));
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 4648, section 6, for lengths that are multiples of five bytes, as SHA-1's is. */
    private static String base32(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (int bit = 0; bit < bytes.length * 8; bit += 5) {
            int at = bit / 8;
            int two = (bytes[at] & 0xff) << 8 | (at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0);
            out.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(two >> (11 - bit % 8) & 31));
        }
        return out.toString();
    }
}
