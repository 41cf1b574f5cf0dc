package org.menura.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/1.1 that keeps one connection to a server on this machine, and leaves nothing to a library. */
final class LoopbackClient {
    /** Longer than any answer may take, the first ones included. */
    private static final int MILLIS = 60_000;

    /**
     * An answer.
     *
     * @param text of the whole body, chunks put together
     */
    record Answer(int status, String text) {}

    private final int port;
    private @Nullable Connection connection;

    private record Connection(Socket socket, InputStream in, OutputStream out) {}

    LoopbackClient(int port) {
        this.port = port;
    }

    /** Posts JSON. */
    Answer post(String path, byte[] body) {
        try {
            Connection open = connection == null ? connect() : connection;
            connection = open;
            String head =
                    "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(path, port, body.length);
            open.out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            open.out.write(body);
            open.out.flush();
            return read(open);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " was not answered", e);
        }
    }

    private Connection connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(MILLIS);
        return new Connection(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
    }

    private Answer read(Connection from) throws IOException {
        String first = line(from.in);
        int status = Integer.parseInt(first.split(" ")[1]);
        long length = -1;
        boolean closes = false;
        for (String header = line(from.in); !header.isEmpty(); header = line(from.in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            }
            closes |= lower.startsWith("connection:") && lower.endsWith("close");
        }
        byte[] body = length >= 0 ? from.in.readNBytes((int) length) : chunks(from.in);
        if (closes) {
            from.socket.close();
            connection = null;
        }
        return new Answer(status, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int size = Integer.parseInt(line(in), 16);
        while (size > 0) {
            out.writeBytes(in.readNBytes(size));
            String end = line(in);
            if (!end.isEmpty()) {
                throw new IOException("a chunk goes on with " + end);
            }
            size = Integer.parseInt(line(in), 16);
        }
        String end = line(in);
        if (!end.isEmpty()) {
            throw new IOException("the last chunk goes on with " + end);
        }
        return out.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder out = new StringBuilder();
        int b = in.read();
        while (b != '\n') {
            if (b < 0) {
                throw new EOFException("the connection ended in the middle of an answer");
            }
            if (b != '\r') {
                out.append((char) b);
            }
            b = in.read();
        }
        return out.toString();
    }
}
