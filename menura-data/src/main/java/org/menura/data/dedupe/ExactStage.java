package org.menura.data.dedupe;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.data.plan.Group;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.Member;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;

/** Keeps one of the rows whose texts, addresses or other fields are equal: the one of the smallest identity. */
final class ExactStage implements KeyedStage {
    private static final List<String> SAME = List.of("bytes", "blanks", "words");

    private final String by;
    private final String same;

    ExactStage(Options options) {
        by = options.text("by", "text");
        same = options.choice("same", "bytes", SAME);
    }

    @Override
    public void keys(Row row, KeySink out) {
        String value = value(row);
        if (value != null) {
            out.emit(key(value), new byte[0]);
        }
    }

    private @Nullable String value(Row row) {
        return switch (by) {
            case "text" -> row.text();
            case "url" -> {
                String url = row.document().metadata("url").textValue();
                yield url == null ? null : normalUrl(url);
            }
            default -> {
                var field = row.document().row().path(by);
                var found = field.isMissingNode() ? row.document().metadata(by) : field;
                yield found.isMissingNode() || found.isNull() ? null : found.asText();
            }
        };
    }

    private byte[] key(String value) {
        return switch (same) {
            case "blanks" -> Hashes.of(value.strip().replaceAll("\\s+", " "));
            case "words" -> {
                NormalWords words = new NormalWords();
                words.read(value);
                byte[] bytes = new byte[8 * words.count()];
                ByteBuffer view = ByteBuffer.wrap(bytes);
                for (int i = 0; i < words.count(); i++) {
                    view.putLong(words.hash(i));
                }
                yield Hashes.of(bytes);
            }
            default -> Hashes.of(value);
        };
    }

    /** Scheme and host in lower case; no fragment, usual port or slash at the end. */
    static String normalUrl(String url) {
        try {
            URI uri = new URI(url.strip());
            if (uri.getHost() == null) {
                return url.strip();
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean usual = uri.getPort() < 0
                    || scheme.equals("http") && uri.getPort() == 80
                    || scheme.equals("https") && uri.getPort() == 443;
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort())
                    + (path.endsWith("/") && query.isEmpty() ? path.substring(0, path.length() - 1) : path) + query;
        } catch (URISyntaxException e) {
            return url.strip();
        }
    }

    @Override
    public void group(Group group, Results out) {
        Member first = group.next();
        if (first == null) {
            return;
        }
        byte[] kept = first.id().bytes();
        for (Member member = group.next(); member != null; member = group.next()) {
            out.add(member, kept);
        }
    }

    @Override
    public Outcome apply(Row row, List<byte[]> results) {
        return results.isEmpty()
                ? Outcome.keep(row)
                : Outcome.drop("exact duplicate", HexFormat.of().formatHex(results.getFirst()));
    }
}
