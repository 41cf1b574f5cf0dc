package org.menura.data.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.html.HtmlExtractor;
import org.menura.data.html.Page;
import org.menura.data.plan.Options;
import org.menura.data.plan.SourceType;
import org.menura.data.warc.HtmlCharset;
import org.menura.data.warc.HttpResponse;
import org.menura.data.warc.WarcReader;
import org.menura.data.warc.WarcRecord;

/**
 * The pages of a web archive as documents: the main text of HTML, plain text as it is, and the texts of WET files. Revisits,
 * redirects, errors and what is no text are passed over. A document's id is its record's, or its address and date.
 */
final class WarcDocuments implements SourceType.Reader {
    private static final System.Logger LOG = System.getLogger(WarcDocuments.class.getName());
    private static final Set<String> HTML = Set.of("text/html", "application/xhtml+xml");
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
                String type = String.valueOf(record.headers().first("Content-Type"));
                yield page(record, record.block(), type.split(";", 2)[0].strip(), null);
            }
            default -> null;
        };
    }

    private @Nullable Document response(WarcRecord record) {
        HttpResponse response = record.response();
        if (response == null || response.status() != 200) {
            return null;
        }
        return page(record, response.body(limit).bytes(), response.mediaType(), response.charset());
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
