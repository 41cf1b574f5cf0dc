package org.menura.data.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.html.HtmlExtractor;
import org.menura.data.html.Page;
import org.menura.data.plan.Options;
import org.menura.data.plan.SourceType;
import org.menura.data.warc.HtmlCharset;
import org.menura.data.warc.HttpBody;
import org.menura.data.warc.HttpResponse;
import org.menura.data.warc.WarcReader;
import org.menura.data.warc.WarcRecord;

/**
 * The pages of a web archive as documents: the main text of HTML, plain text as it is, and the texts of WET files. Revisits,
 * redirects, errors and what is no text are passed over. What a page is, the archive's own finding tells first. A document's id is its record's, or its address and date.
 */
final class WarcDocuments implements SourceType.Reader {
    private static final System.Logger LOG = System.getLogger(WarcDocuments.class.getName());
    private static final Set<String> HTML = Set.of("text/html", "application/xhtml+xml");
    private static final Pattern HTML_BEGINS = Pattern.compile("(?i)<(!doctype\\s+html|html)\\b");
    private static final int PROBED = 1024; // bytes
    private static final List<String> TYPES = List.of("text/html", "application/xhtml+xml", "text/plain");

    private final String source;
    private final boolean main;
    private final boolean byAddress;
    private final List<String> types;
    private final int limit;

    WarcDocuments(Options options) {
        source = options.text("source", "web");
        main = options.choice("text", "main", List.of("main", "html")).equals("main");
        byAddress = options.choice("id", "record", List.of("record", "url")).equals("url");
        types = options.has("types") ? options.texts("types") : TYPES;
        if (!TYPES.containsAll(types)) {
            throw options.error("types", "are some of " + String.join(", ", TYPES));
        }
        limit = (int) options.whole("limit", 16 << 20, 1000, 1 << 30);
    }

    @Override
    public Cursor<Document> open(Path file) {
        WarcReader reader = WarcReader.open(file, limit, fault -> LOG.log(System.Logger.Level.WARNING, fault));
        return new Cursor<>() {
            @Override
            public @Nullable Document next() {
                for (WarcRecord r = reader.next(); r != null; r = reader.next()) {
                    Document document = document(r);
                    if (document != null) {
                        return document;
                    }
                }
                return null;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    private @Nullable Document document(WarcRecord record) {
        return switch (record.type()) {
            case "conversion" -> {
                String text = HtmlCharset.decode(record.block(), "utf-8");
                yield text.isBlank() ? null : document(record, text, metadata(record));
            }
            case "response" -> response(record);
            case "resource" -> {
                String said = Objects.requireNonNullElse(record.headers().first("Content-Type"), "");
                yield page(record, record.block(), type(record, said, record.block()), null);
            }
            default -> null;
        };
    }

    private @Nullable Document response(WarcRecord record) {
        HttpResponse response = record.response();
        if (response == null || response.status() != 200) {
            return null;
        }
        HttpBody body = response.body(limit);
        return body.isPacked()
                ? null
                : page(record, body.bytes(), type(record, response.mediaType(), body.bytes()), response.charset());
    }

    /** Returns what the archive found the page to be, else what was said of it, else what its beginning tells. */
    private static String type(WarcRecord record, String said, byte[] body) {
        String found = record.headers().first("WARC-Identified-Payload-Type");
        String type = found == null || found.isBlank() ? said : found;
        return type.isBlank() && HTML_BEGINS.matcher(beginning(body)).find()
                ? "text/html"
                : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static String beginning(byte[] body) {
        return new String(body, 0, Math.min(body.length, PROBED), StandardCharsets.ISO_8859_1);
    }

    private @Nullable Document page(WarcRecord record, byte[] body, String type, @Nullable String charset) {
        boolean html = HTML.contains(type);
        if (!types.contains(type) || body.length == 0) {
            return null;
        }
        String text = HtmlCharset.decode(body, charset);
        ObjectNode metadata = metadata(record);
        if (html && main) {
            Page page = HtmlExtractor.extract(text, String.valueOf(record.uri()));
            text = page.text();
            describe(page, metadata);
        }
        return text.isBlank() ? null : document(record, text, metadata);
    }

    /** Says title and language in a document's metadata. */
    static void describe(Page page, ObjectNode metadata) {
        if (!page.title().isEmpty()) {
            metadata.put("title", page.title());
        }
        if (page.language() != null) {
            metadata.put("html_lang", page.language());
        }
    }

    private static ObjectNode metadata(WarcRecord record) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        if (record.uri() != null) {
            metadata.put("url", record.uri());
        }
        return metadata;
    }

    private Document document(WarcRecord record, String text, ObjectNode metadata) {
        String id = record.id();
        String name = id != null ? id.replaceAll("^<|>$", "") : record.uri() + " " + record.date();
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("id", byAddress && record.uri() != null ? record.uri() : name);
        row.put(Document.TEXT, text);
        row.put("source", source);
        if (record.date() != null) {
            row.put("created", record.date());
        }
        row.set("metadata", metadata);
        return new Document(row);
    }
}
