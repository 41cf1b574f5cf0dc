package org.menura.format.hub;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches one file: goes on after a broken connection, starts again where the file is another than before. */
final class Download {
    private static final int BUFFER = 1 << 18;
    /** What a connection must bring before earlier failures are forgotten. */
    private static final long HEADWAY = 1 << 20;

    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final Pattern ETAG = Pattern.compile("\"[\\x21\\x23-\\x7e]{1,500}\"");

    private final FileServer server;
    private final URI address;
    private final HubFile file;
    private final PartFile part;
    private final LongConsumer progress;

    /** @param progress takes the change in the bytes that are there, negative when they are dropped */
    Download(FileServer server, URI address, HubFile file, PartFile part, LongConsumer progress) {
        this.server = server;
        this.address = address;
        this.file = file;
        this.part = part;
        this.progress = progress;
    }

    /** Fetches what {@link #part} lacks. */
    void run() throws IOException {
        progress.accept(part.length());
        Retries retries = server.http().retries("downloading " + file.path());
        while (part.length() < file.size()) {
            long before = part.length();
            try (HubHttp.Reply reply = server.http().get(address, range())) {
                begin(reply);
                before = part.length();
                copy(reply);
            } catch (IOException e) {
                if (part.length() - before >= HEADWAY) {
                    retries.progressed();
                }
                retries.failed(e);
            }
        }
    }

    private Map<String, String> range() {
        Map<String, String> headers = new HashMap<>();
        if (part.length() > 0) {
            headers.put("Range", "bytes=" + part.length() + "-");
            part.etag().ifPresent(etag -> headers.put("If-Range", etag));
        }
        return headers;
    }

    /** Brings the part to where the reply's body begins. */
    private void begin(HubHttp.Reply reply) throws IOException {
        switch (reply.status()) {
            case 200 -> {
                checkSize(reply.header("Content-Length").orElse(null));
                restart(reply.header("ETag")
                        .filter(t -> ETAG.matcher(t).matches())
                        .orElse(""));
            }
            case 206 -> {
                Matcher range = RANGE.matcher(reply.header("Content-Range").orElse(""));
                if (!range.matches() || Long.parseLong(range.group(1)) != part.length()) {
                    restart("");
                    throw new IOException("%s answered with another part than asked for".formatted(reply.address()));
                }
                checkSize(range.group(2));
            }
            case 416 -> {
                restart("");
                throw new IOException("the file at %s is shorter than before".formatted(reply.address()));
            }
            default -> throw server.refusal(reply, file.path());
        }
    }

    private void restart(String etag) {
        progress.accept(-part.length());
        part.restart(etag);
    }

    private void checkSize(@Nullable String size) throws HubException {
        if (size != null && !size.equals("*") && !size.equals(Long.toString(file.size()))) {
            throw new HubException(
                    "%s has %s bytes where the hub lists %d; it is changing just now, or not from this hub"
                            .formatted(file.path(), size, file.size()));
        }
    }

    private void copy(HubHttp.Reply reply) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (part.length() < file.size()) {
            int n = reply.body().read(buffer);
            if (n < 0) {
                throw new EOFException(
                        "the connection ended after %d of %d bytes".formatted(part.length(), file.size()));
            }
            if (n > file.size() - part.length()) {
                throw new HubException(
                        "%s has more than the %d bytes that the hub lists".formatted(file.path(), file.size()));
            }
            part.append(buffer, n);
            progress.accept(n);
        }
    }
}
