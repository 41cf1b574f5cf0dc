import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a library, compiled for Java 5, the stack maps of Java 6 and later, without which the JVM keeps classes
 * in no archive: the command line's start takes 90 ms more, of 600. Run by the build; what is newer stays as it is.
 */
public final class StackMaps {
    private static final int FIRST_WITH = 50;
    private static final String NOTE = "META-INF/menura-changes.txt";

    private StackMaps() {}

    /** Changes the jars in the folder {@code args[0]} whose names fit {@code args[1]}. */
    public static void main(String[] args) throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of(args[0]), args[1])) {
            for (Path jar : jars) {
                change(jar);
            }
        }
    }

    private static void change(Path jar) throws IOException {
        Path made = jar.resolveSibling(jar.getFileName() + ".new");
        boolean changed = false;
        try (var loader = new URLClassLoader(new java.net.URL[] {jar.toUri().toURL()}, null);
                ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
            ClassHierarchyResolver resolver = ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver());
            ClassFile files =
                    ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(resolver));
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class")) {
                    ClassModel model = files.parse(bytes);
                    if (model.majorVersion() < FIRST_WITH) {
                        bytes = withStackMaps(files, model);
                        changed = true;
                    }
                }
                put(out, entry.getName(), entry.getTime(), bytes);
            }
            if (changed) {
                String note = "Menura's build wrote the class files of this jar anew, with stack maps (Java 8's version of the"
                        + " format). They are otherwise as they were.\n";
                put(out, NOTE, in.entries().nextElement().getTime(), note.getBytes(StandardCharsets.UTF_8));
            }
        }
        if (changed) {
            Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(made);
        }
    }

    private static void put(ZipOutputStream out, String name, long time, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(time);
        out.putNextEntry(entry);
        out.write(bytes);
    }

    private static byte[] withStackMaps(ClassFile files, ClassModel model) {
        return files.transformClass(model, (builder, element) -> {
            switch (element) {
                case ClassFileVersion _ -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                case MethodModel m ->
                    builder.transformMethod(m, MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
                default -> builder.with(element);
            }
        });
    }
}
