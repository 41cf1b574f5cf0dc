package org.menura.conference.tool;

import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.MessageIDTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.jspecify.annotations.Nullable;

/**
 * Sends mails by SMTP. Each also goes to an archive, whose mailbox is searched by Message-ID to find out whether a mail
 * was sent before the process ended.
 *
 * @param host of the server
 * @param smtp port
 * @param imap port
 */
public record Mailer(String host, int smtp, int imap) {
    /** The mailbox that keeps a copy of all that is sent; its password is its address. */
    public static final String ARCHIVE = "archive@gsc.example";

    private static final String TIMEOUT = "20000"; // milliseconds

    /**
     * Whether a server is asked for its extensions. The server of a run has none that are used here, and tells them in lines of which
     * the second waits some 40 ms for the first to be acknowledged (delayed acknowledgement meets Nagle's algorithm).
     */
    private static final String EXTENSIONS = "false";

    /** A message that keeps its own Message-ID. */
    private static final class Letter extends MimeMessage {
        private final String id;

        Letter(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    /** Sends a text; {@code replyTo} is the Message-ID of the mail that it answers. */
    void send(String id, String from, String to, @Nullable String replyTo, String subject, String body, Instant date)
            throws IOException {
        try {
            Session session = session("smtp", smtp);
            MimeMessage m = new Letter(session, id);
            m.setFrom(new InternetAddress(from));
            m.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
            m.setSubject(subject, StandardCharsets.UTF_8.name());
            m.setSentDate(Date.from(date));
            if (replyTo != null && !replyTo.isEmpty()) {
                m.setHeader("In-Reply-To", replyTo);
                m.setHeader("References", replyTo);
            }
            m.setText(body, StandardCharsets.UTF_8.name());
            m.saveChanges();
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect(host, smtp, null, null);
                transport.sendMessage(m, new InternetAddress[] {new InternetAddress(to), new InternetAddress(ARCHIVE)});
            }
        } catch (MessagingException e) {
            throw new IOException("the mail to %s was not sent: %s".formatted(to, e.getMessage()), e);
        }
    }

    /** Returns whether a mail was sent. */
    boolean sent(String id) throws IOException {
        return within(folder -> folder.search(new MessageIDTerm(id)).length > 0, false);
    }

    /** Returns all that was sent, as it was handed to the server, in the order of date and Message-ID. */
    List<byte[]> archive() throws IOException {
        return within(
                folder -> {
                    TreeMap<String, byte[]> sorted = new TreeMap<>();
                    int n = 0;
                    Message[] all = folder.getMessages();
                    FetchProfile whole = new FetchProfile();
                    whole.add(IMAPFolder.FetchProfileItem.MESSAGE);
                    folder.fetch(all, whole);
                    for (Message m : all) {
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        ((MimeMessage) m).writeTo(out, new String[] {"Received", "Return-Path", "Delivered-To"});
                        String key = "%020d %s %06d"
                                .formatted(m.getSentDate().getTime(), ((MimeMessage) m).getMessageID(), n++);
                        sorted.put(key, out.toByteArray());
                    }
                    return new ArrayList<>(sorted.values());
                },
                List.of());
    }

    private interface Look<T> {
        T at(Folder folder) throws MessagingException, IOException;
    }

    private <T> T within(Look<T> look, T none) throws IOException {
        try {
            Session session = session("imap", imap);
            try (Store store = session.getStore("imap")) {
                store.connect(host, imap, ARCHIVE.toLowerCase(Locale.ROOT), ARCHIVE);
                Folder inbox = store.getFolder("INBOX");
                if (!inbox.exists()) {
                    return none;
                }
                inbox.open(Folder.READ_ONLY);
                try {
                    return look.at(inbox);
                } finally {
                    inbox.close(false);
                }
            }
        } catch (MessagingException e) {
            throw new IOException("the archive of mails can't be read: " + e.getMessage(), e);
        }
    }

    private Session session(String protocol, int port) {
        Properties p = new Properties();
        p.put("mail." + protocol + ".host", host);
        p.put("mail." + protocol + ".port", Integer.toString(port));
        p.put("mail." + protocol + ".localhost", "localhost");
        p.put("mail." + protocol + ".ehlo", EXTENSIONS);
        p.put("mail." + protocol + ".timeout", TIMEOUT);
        p.put("mail." + protocol + ".connectiontimeout", TIMEOUT);
        return Session.getInstance(p);
    }
}
