// Shows a push as Firebase's own service worker would, with the options that it carries.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const { notification = {}, webpush = {}, data = {} } = event.data;
  const link = webpush.fcm_options?.link ?? data.deepLink;
  event.waitUntil(
    self.registration.showNotification(notification.title, {
      body: notification.body,
      ...webpush.notification,
      data: { link },
    }),
  );
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  if (event.notification.data.link) {
    event.waitUntil(self.clients.openWindow(event.notification.data.link));
  }
});
