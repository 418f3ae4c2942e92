package org.integrationstack.embedded.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Calls a static method of a class as the system class loader knows it. Quarkus loads test classes once per application
 * start, in class loaders that know nothing of each other; what must exist once per JVM lives in the copy that all of
 * them share. Arguments and results are types of the JDK, which are the same everywhere.
 */
final class OncePerJvm {
    private OncePerJvm() {}

    static Object call(Class<?> owner, String name, Object... arguments) {
        try {
            Class<?> shared = Class.forName(owner.getName(), true, ClassLoader.getSystemClassLoader());
            Method method = Arrays.stream(shared.getDeclaredMethods())
                    .filter(candidate -> candidate.getName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(owner.getName() + " has no " + name));
            method.setAccessible(true);
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(owner.getName() + " is not on the class path of the JVM", e);
        }
    }
}
