package org.menura.conference.tool;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.FolderListener;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mail server on the loopback address (GreenMail), so that no mail leaves the machine. Its archive lies in a folder, in
 * which a mail is before the sender hears that it was accepted; a server that is started again has it.
 */
public final class PostOffice implements AutoCloseable {
    private final GreenMail server;
    private final Path folder;
    private final AtomicInteger next = new AtomicInteger();

    private PostOffice(GreenMail server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    /** Starts a server whose archive lies in a folder. */
    public static PostOffice start(Path folder) throws IOException {
        Files.createDirectories(folder);
        ServerSetup[] ports = {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        };
        GreenMail server = new GreenMail(ports);
        server.start();
        PostOffice office = new PostOffice(server, folder);
        try {
            office.open();
        } catch (IOException | RuntimeException e) {
            office.close();
            throw e;
        }
        return office;
    }

    /** Returns what sends by this server. */
    public Mailer mailer() {
        return new Mailer(
                "127.0.0.1", server.getSmtp().getPort(), server.getImap().getPort());
    }

    private void open() throws IOException {
        GreenMailUser user = server.setUser(Mailer.ARCHIVE, Mailer.ARCHIVE, Mailer.ARCHIVE);
        try {
            MailFolder inbox = server.getManagers().getImapHostManager().getInbox(user);
            Session reading = Session.getInstance(new Properties());
            for (Path file : files()) {
                try (InputStream in = Files.newInputStream(file)) {
                    inbox.store(new MimeMessage(reading, in));
                }
                next.incrementAndGet();
            }
            inbox.addListener(new Keeper(inbox));
        } catch (FolderException | MessagingException e) {
            throw new IOException("the archive %s can't be loaded: %s".formatted(folder, e.getMessage()), e);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the archive %s can't be loaded: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(p -> p.toString().endsWith(".eml")).sorted().toList();
        }
    }

    @Override
    public void close() {
        server.stop();
    }

    /** Keeps what is delivered. */
    private final class Keeper implements FolderListener {
        private final MailFolder inbox;

        Keeper(MailFolder inbox) {
            this.inbox = inbox;
        }

        @Override
        public void added(int number) {
            try {
                MimeMessage m = inbox.getMessages().get(number - 1).getMimeMessage();
                Path file = folder.resolve("%06d.eml".formatted(next.incrementAndGet()));
                Path beside = folder.resolve("incoming.tmp");
                try (OutputStream out = Files.newOutputStream(beside)) {
                    m.writeTo(out);
                }
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void expunged(int number) {}

        @Override
        public void flagsUpdated(int number, Flags flags, @Nullable Long uid) {}

        @Override
        public void mailboxDeleted() {}
    }
}
